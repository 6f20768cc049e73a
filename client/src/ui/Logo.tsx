/** The bow tie and the name. */
export const Logo = () => (
  <span className="inline-flex items-center gap-2.5 font-semibold tracking-tight">
    <svg viewBox="0 0 32 32" className="size-7" aria-hidden>
      <rect width="32" height="32" rx="9" className="fill-primary" />
      <path
        className="fill-primary-ink"
        d="M5.600 10.200c.5-.5 1.200-.5 1.800-.2l6 3.200h5.200l6-3.200c.6-.3 1.300-.3 1.800.2.5.5.8 2.800.8 5.800s-.3 5.300-.8 5.800c-.5.5-1.200.5-1.800.2l-6-3.200h-5.200l-6 3.200c-.6.3-1.300.3-1.800-.2-.5-.5-.8-2.800-.8-5.800s.3-5.300.8-5.800z"
      />
    </svg>
    Tuxedo
  </span>
);
