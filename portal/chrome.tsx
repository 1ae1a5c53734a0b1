import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useSettings } from './portal-context.ts';
import { links } from './routes.ts';
import * as shellTexts from './texts/en/shell.ts';
import { isLocalUtc, nameOf, type Zone } from './times.ts';

interface ChromeProps {
  /** The address of the screen; undefined if no screen can be opened. */
  readonly fragment?: string;
  readonly zone?: Zone;
  readonly onZone?: (zone: Zone) => void;
  readonly onLeave?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** The header, the navigation and the footer around every screen. */
export const Chrome = ({ fragment, zone, onZone, onLeave, children }: ChromeProps) => {
  const main = useRef<HTMLElement>(null);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {shellTexts.skip}
      </button>
      <header>
        <Brand />
        {fragment !== undefined && <Navigation fragment={fragment} />}
        {onLeave && (
          <button type="button" class="plain" onClick={onLeave}>
            {shellTexts.leave}
          </button>
        )}
      </header>
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
      {zone && onZone && (
        <footer>
          <span>{shellTexts.times(nameOf(zone))}</span>
          {!isLocalUtc() && (
            <button
              type="button"
              class="plain"
              onClick={() => onZone(zone === 'UTC' ? 'local' : 'UTC')}
            >
              {zone === 'UTC' ? shellTexts.showLocal : shellTexts.showUtc}
            </button>
          )}
        </footer>
      )}
    </>
  );
};

const Brand = () => {
  const { logo, logoDark, organizationName } = useSettings();
  if (logo === undefined) return organizationName ? <p class="brand">{organizationName}</p> : null;
  return (
    <p class="brand">
      <img class={logoDark && 'in-light'} src={logo} alt={organizationName ?? ''} />
      {logoDark && <img class="in-dark" src={logoDark} alt={organizationName ?? ''} />}
    </p>
  );
};

const Navigation = ({ fragment }: { readonly fragment: string }) => (
  <nav aria-label={shellTexts.navigation}>
    <NavigationLink
      href={links.destinations}
      label={shellTexts.destinations}
      isCurrent={!fragment.startsWith(links.events())}
    />
    <NavigationLink
      href={links.events()}
      label={shellTexts.events}
      isCurrent={fragment.startsWith(links.events())}
    />
  </nav>
);

interface NavigationLinkProps {
  readonly href: string;
  readonly label: string;
  readonly isCurrent: boolean;
}

const NavigationLink = ({ href, label, isCurrent }: NavigationLinkProps) => (
  <a href={href} aria-current={isCurrent ? 'page' : undefined}>
    {label}
  </a>
);
