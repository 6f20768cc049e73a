import { OctagonPause } from 'lucide-react';
import { useEffect } from 'react';
import { toast } from 'sonner';
import { useFreeze } from '../../graphql/use-freeze.js';
import { IconButton } from '../../ui/Button.js';
import { useStopped } from '../notices/StoppedBanner.js';

/** The brake, on every page: one press and nothing is signed any more. A press by mistake costs a passkey, not money. */
export const StopButton = () => {
  const viewer = useStopped();
  const { stop, working, error } = useFreeze();
  useEffect(() => {
    if (error) toast.error(`Not stopped: ${error}`);
  }, [error]);
  if (!viewer || viewer.frozen) return null;
  return (
    <IconButton
      label="Stop everything"
      icon={<OctagonPause size={18} />}
      className="text-danger! hover:text-danger!"
      disabled={working}
      onClick={() => stop('Stopped by hand')}
    />
  );
};
