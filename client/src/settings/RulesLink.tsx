import { Link } from 'react-router';
import { buttonLook } from '../ui/Button.js';
import { Panel } from '../ui/Panel.js';

/** Limits and the brake have a page of their own; here people look for them first. */
export const RulesLink = () => (
  <Panel
    title="Rules and stop"
    note="What the agent may do alone, and stopping or letting go on."
    action={
      <Link to="/policy" className={buttonLook('quiet')}>
        Open the policy
      </Link>
    }
  >
    <p className="text-sm text-muted">The red sign at the top of every page stops everything at once.</p>
  </Panel>
);
