package io.edgeauth.certificate;

import java.security.cert.X509Certificate;
import java.util.List;

/** What a proxy's header says about the certificate that the client showed the proxy. */
public sealed interface ForwardedChain {

  /**
   * There is one. Nothing about it is verified yet.
   *
   * @param certificates the leaf first; at least one
   * @param isRemembered whether the same text was read before, and remembered
   */
  record Found(List<X509Certificate> certificates, boolean isRemembered) implements ForwardedChain {

    /** Copies the list. */
    public Found {
      certificates = List.copyOf(certificates);
    }

    Found(List<X509Certificate> certificates) {
      this(certificates, false);
    }
  }

  /** The client showed the proxy none. */
  record None() implements ForwardedChain {

    /** The only one that is needed. */
    public static final None INSTANCE = new None();
  }

  /** The header came more than once: a line of the client's may stand beside the proxy's. */
  record Doubled() implements ForwardedChain {

    /** The only one that is needed. */
    public static final Doubled INSTANCE = new Doubled();
  }

  /**
   * There is something that is no certificate in the format.
   *
   * @param why for operators; nothing of the header is in it
   */
  record Unreadable(String why) implements ForwardedChain {}
}
