package io.edgeauth.ratelimit;

/** What holds while the store that instances share is out of reach. */
public enum StoreFailure {
  /** This instance counts alone. */
  LOCAL,
  /** Nothing is limited. */
  ALLOW,
  /** Requests are refused with 503. */
  DENY
}
