package io.edgeauth.benchmarks;

/** Where certificates come from. */
public enum CertificatePlace {
  /** The connection, which hands out the same ones for each of its requests. */
  CONNECTION,
  /** A proxy's headers (RFC 9440). */
  FORWARDED
}
