import { Button } from './Button.js';
import { Notice } from './Notice.js';

type Props = { message: string; onRetry?: () => void };

export const ErrorNotice = ({ message, onRetry }: Props) => (
  <Notice
    tone="bad"
    role="alert"
    action={
      onRetry && (
        <Button onClick={onRetry} className="text-ink">
          Try again
        </Button>
      )
    }
  >
    {message}
  </Notice>
);
