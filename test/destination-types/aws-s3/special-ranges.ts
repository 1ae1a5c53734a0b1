/** A range of addresses that are not public, and its public neighbours, if it has any. */
export interface SpecialRange {
  readonly range: string;
  readonly meaning: string;
  readonly ends: readonly string[];
  readonly beside: readonly string[];
}

/** `range first last before after meaning`; a dash where the neighbour is not public either. */
const rows = (table: string): SpecialRange[] =>
  table
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/ +/))
    .map(([range = '', first = '', last = '', before = '', after = '', ...meaning]) => ({
      range,
      meaning: meaning.join(' '),
      ends: [first, last],
      beside: [before, after].filter((neighbour) => neighbour !== '-'),
    }));

/** https://www.iana.org/assignments/iana-ipv4-special-registry (RFC 6890), multicast and class E. */
const ipv4 = rows(`
  0.0.0.0/8          0.0.0.0         0.255.255.255   -               1.0.0.0         this network
  10.0.0.0/8         10.0.0.0        10.255.255.255  9.255.255.255   11.0.0.0        private
  100.64.0.0/10      100.64.0.0      100.127.255.255 100.63.255.255  100.128.0.0     shared by carriers
  127.0.0.0/8        127.0.0.0       127.255.255.255 126.255.255.255 128.0.0.0       loopback
  169.254.0.0/16     169.254.0.0     169.254.255.255 169.253.255.255 169.255.0.0     link-local, metadata services
  172.16.0.0/12      172.16.0.0      172.31.255.255  172.15.255.255  172.32.0.0      private
  192.0.0.0/24       192.0.0.0       192.0.0.255     191.255.255.255 192.0.1.0       protocol assignments
  192.0.2.0/24       192.0.2.0       192.0.2.255     192.0.1.255     192.0.3.0       documentation
  192.31.196.0/24    192.31.196.0    192.31.196.255  192.31.195.255  192.31.197.0    AS112
  192.52.193.0/24    192.52.193.0    192.52.193.255  192.52.192.255  192.52.194.0    AMT
  192.88.99.0/24     192.88.99.0     192.88.99.255   192.88.98.255   192.88.100.0    6to4 relays
  192.168.0.0/16     192.168.0.0     192.168.255.255 192.167.255.255 192.169.0.0     private
  192.175.48.0/24    192.175.48.0    192.175.48.255  192.175.47.255  192.175.49.0    AS112
  198.18.0.0/15      198.18.0.0      198.19.255.255  198.17.255.255  198.20.0.0      benchmarks
  198.51.100.0/24    198.51.100.0    198.51.100.255  198.51.99.255   198.51.101.0    documentation
  203.0.113.0/24     203.0.113.0     203.0.113.255   203.0.112.255   203.0.114.0     documentation
  224.0.0.0/4        224.0.0.0       239.255.255.255 223.255.255.255 -               multicast
  240.0.0.0/4        240.0.0.0       255.255.255.254 -               -               reserved
  255.255.255.255/32 255.255.255.255 255.255.255.255 -               -               broadcast
`);

/** https://www.iana.org/assignments/iana-ipv6-special-registry, and what is not 2000::/3. */
const ipv6 = rows(`
  ::/128            ::             ::                                        -                  -              unspecified
  ::1/128           ::1            ::1                                       -                  -              loopback
  ::/96             ::2            ::ffff:ffff                               -                  -              IPv4-compatible
  ::ffff:0:0:0/96   ::ffff:0:0:0   ::ffff:0:ffff:ffff                        -                  -              IPv4-translated
  64:ff9b::/96      64:ff9b::      64:ff9b::ffff:ffff                        -                  -              NAT64
  64:ff9b:1::/48    64:ff9b:1::    64:ff9b:1:ffff:ffff:ffff:ffff:ffff        -                  -              NAT64 of one's own
  100::/64          100::          100::ffff:ffff:ffff:ffff                  -                  -              discard
  100:0:0:1::/64    100:0:0:1::    100:0:0:1:ffff:ffff:ffff:ffff             -                  -              dummy
  200::/7           200::          3ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff    -                  -              nobody's
  400::/6           400::          1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -                  2000::         nobody's, to 2000::/3
  2001::/23         2001::         2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff    2000:ffff:ffff::   2001:200::     protocol assignments
  2001::/32         2001::         2001:0:ffff:ffff:ffff:ffff:ffff:ffff      -                  -              Teredo
  2001:1::1/126     2001:1::1      2001:1::3                                 -                  -              anycast of PCP, TURN, DNS-SD
  2001:2::/48       2001:2::       2001:2:0:ffff:ffff:ffff:ffff:ffff         -                  -              benchmarks
  2001:3::/32       2001:3::       2001:3:ffff:ffff:ffff:ffff:ffff:ffff      -                  -              AMT
  2001:4:112::/48   2001:4:112::   2001:4:112:ffff:ffff:ffff:ffff:ffff       -                  -              AS112
  2001:10::/28      2001:10::      2001:1f:ffff:ffff:ffff:ffff:ffff:ffff     -                  -              ORCHID
  2001:20::/28      2001:20::      2001:2f:ffff:ffff:ffff:ffff:ffff:ffff     -                  -              ORCHIDv2
  2001:30::/28      2001:30::      2001:3f:ffff:ffff:ffff:ffff:ffff:ffff     -                  -              drones
  2001:db8::/32     2001:db8::     2001:db8:ffff:ffff:ffff:ffff:ffff:ffff    2001:db7:ffff::    2001:db9::     documentation
  2002::/16         2002::         2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff   2001:ffff:ffff::   2003::         6to4
  2620:4f:8000::/48 2620:4f:8000:: 2620:4f:8000:ffff:ffff:ffff:ffff:ffff     2620:4f:7fff:ffff:: 2620:4f:8001:: AS112
  3fff::/20         3fff::         3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff    3ffe:ffff:ffff::   3fff:1000::    documentation
  4000::/2          4000::         7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   3fff:ffff:ffff::   -              nobody's
  5f00::/16         5f00::         5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -                  -              segment routing
  8000::/1          8000::         fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -                  -              nobody's, to fc00::/7
  fc00::/7          fc00::         fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -                  -              unique-local
  fd00:ec2::/32     fd00:ec2::254  fd00:ec2:ffff:ffff:ffff:ffff:ffff:ffff    -                  -              metadata services of AWS
  fe80::/10         fe80::         febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -                  -              link-local
  fec0::/10         fec0::         feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -                  -              site-local
  ff00::/8          ff00::         ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -                  -              multicast
`);

/** Every range of non-public addresses, with its ends and public neighbours. */
export const specialRanges: readonly SpecialRange[] = [...ipv4, ...ipv6];

/** The address as IPv6 maps it (RFC 4291 section 2.5.5.2), in both spellings. */
export const mapped = (ipv4Address: string): string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4Address.split('.').map(Number);
  const hex = (high: number, low: number) => (high * 256 + low).toString(16);
  return [`::ffff:${ipv4Address}`, `::ffff:${hex(a, b)}:${hex(c, d)}`];
};
