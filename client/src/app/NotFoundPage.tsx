import { Link } from 'react-router';
import { useTitle } from '../ui/browser/use-title.js';
import { Page } from '../ui/Panel.js';

export const NotFoundPage = () => {
  useTitle('Not found');
  return (
    <Page title="There is nothing here" lead="The address may be mistyped, or what stood here is gone.">
      <p>
        <Link to="/chat" className="font-medium text-accent underline underline-offset-4">
          Back to the chat
        </Link>
      </p>
    </Page>
  );
};
