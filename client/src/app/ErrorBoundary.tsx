import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.js';

/** A fault in drawing must not leave an empty page where money is decided. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main role="alert" className="mx-auto flex max-w-md flex-col items-start gap-4 p-6">
        <h1 className="text-xl font-semibold">This page broke</h1>
        <p className="text-muted">Nothing was decided by it. What the server has stored is unchanged.</p>
        <Button look="primary" onClick={() => location.reload()}>
          Load again
        </Button>
      </main>
    );
  }
}
