import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CallError } from '../api.ts';
import * as errorsTexts from '../texts/en/errors.ts';
import * as shellTexts from '../texts/en/shell.ts';
import { Icon, type IconName } from './icon.tsx';

const icons = { good: 'check', bad: 'cross', warning: 'warning', neutral: 'clock' } as const;

interface NoticeProps {
  readonly tone: keyof typeof icons;
  readonly title?: string;
  readonly children?: ComponentChildren;
  /** Whether screen readers read it when it appears. @default true */
  readonly isLive?: boolean;
}

/** A result or a hint. */
export const Notice = ({ tone, title, children, isLive = true }: NoticeProps) => {
  const name: IconName = icons[tone];
  return (
    <div class={`notice ${tone}`} role={isLive ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <Icon name={name} />
      <div>
        {title && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
};

interface ErrorBoxProps {
  readonly error: CallError | undefined;
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** Why a call failed, with the id of the request, and a button that tries again. */
export const ErrorBox = ({ error, title = errorsTexts.title, onRetry }: ErrorBoxProps) => {
  if (error === undefined) return null;
  return (
    <Notice tone="bad" title={title}>
      <p>{messageOf(error)}</p>
      {detailsOf(error).map((detail) => (
        <p key={detail}>{detail}</p>
      ))}
      {error.requestId && <p class="soft">{shellTexts.requestId(error.requestId)}</p>}
      {onRetry && <RetryButton seconds={error.retryAfter} onRetry={onRetry} />}
    </Notice>
  );
};

/**
 * The message of API Gateway when it gets no response from the function. The API's own messages are
 * sentences.
 */
const GATEWAY_UNAVAILABLE = 'Service Unavailable';

/** What an error means to the viewer. */
const messageOf = ({ status, message }: CallError): string => {
  if (status === 0) return errorsTexts.unreachable;
  if (status === 401) return errorsTexts.sessionOver;
  if (status === 403) return errorsTexts.forbidden;
  if (status === 404) return errorsTexts.notFound;
  if (status === 429) return errorsTexts.tooMany;
  if ([500, 502, 504].includes(status) || message === GATEWAY_UNAVAILABLE) {
    return errorsTexts.server;
  }
  return message === 'validation error' ? errorsTexts.validation : message;
};

/** The sentences of an error, such as one per invalid value. */
export const detailsOf = ({ data }: CallError): readonly string[] => {
  if (Array.isArray(data)) return data.map(String);
  return typeof data === 'object' && data !== null
    ? Object.entries(data).map(([name, problem]) => `${name} ${problem}`)
    : [];
};

const RetryButton = ({
  seconds = 0,
  onRetry,
}: {
  seconds?: number | undefined;
  onRetry: () => void;
}) => {
  const [left, setLeft] = useState(Math.ceil(seconds));
  useEffect(() => setLeft(Math.ceil(seconds)), [seconds]);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <button type="button" disabled={left > 0} onClick={onRetry}>
      {left > 0 ? shellTexts.tryAgainIn(left) : shellTexts.tryAgain}
    </button>
  );
};

interface MissingProps {
  readonly text: string;
  readonly href: string;
  /** Where the link leads. */
  readonly label: string;
}

/** Says that the resource in the address does not exist, and links to another screen. */
export const Missing = ({ text, href, label }: MissingProps) => (
  <Notice tone="warning">
    <p>{text}</p>
    <a href={href}>{label}</a>
  </Notice>
);
