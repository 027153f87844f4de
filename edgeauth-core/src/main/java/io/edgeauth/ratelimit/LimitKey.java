package io.edgeauth.ratelimit;

import io.edgeauth.identity.ClaimPath;

/**
 * Whom a limit counts. What a caller asserts but has not proven is never a key, but for {@code
 * header:NAME}, which says by its name that clients choose it.
 */
public sealed interface LimitKey {

  /** The client's address, an IPv6 one by its prefix. Every request has it. */
  LimitKey IP = Plain.IP;

  /** The verified subject; where there is none the client, and where there is none the address. */
  LimitKey SUBJECT = Plain.SUBJECT;

  /** The verified client, else the address. */
  LimitKey CLIENT = Plain.CLIENT;

  /** The id of the verified API key, else the address. */
  LimitKey API_KEY = Plain.API_KEY;

  /** The verified tenant, else the address. */
  LimitKey TENANT = Plain.TENANT;

  /** The pattern of the route: in a list it parts what routes would share. */
  LimitKey ROUTE = Plain.ROUTE;

  /**
   * The values of a header, else the address. Clients choose it: who changes it is counted anew.
   *
   * @param name the header's name, in any case
   * @return the key
   */
  static LimitKey header(String name) {
    return new Header(name);
  }

  /**
   * A verified claim, else the address.
   *
   * @param path where the claim stands
   * @return the key
   */
  static LimitKey claim(ClaimPath path) {
    return new Claim(path);
  }

  /**
   * Whether it is known only after the caller was authenticated.
   *
   * @return false for {@code ip}, {@code route} and {@code header:NAME}
   */
  boolean isOfIdentity();

  /** The keys that take no parameter. */
  enum Plain implements LimitKey {
    /** See {@link LimitKey#IP}. */
    IP(false),
    /** See {@link LimitKey#SUBJECT}. */
    SUBJECT(true),
    /** See {@link LimitKey#CLIENT}. */
    CLIENT(true),
    /** See {@link LimitKey#API_KEY}. */
    API_KEY(true),
    /** See {@link LimitKey#TENANT}. */
    TENANT(true),
    /** See {@link LimitKey#ROUTE}. */
    ROUTE(false);

    private final boolean ofIdentity;

    Plain(boolean ofIdentity) {
      this.ofIdentity = ofIdentity;
    }

    @Override
    public boolean isOfIdentity() {
      return ofIdentity;
    }
  }

  /**
   * A header.
   *
   * @param name its name
   */
  record Header(String name) implements LimitKey {
    @Override
    public boolean isOfIdentity() {
      return false;
    }
  }

  /**
   * A claim.
   *
   * @param path where it stands
   */
  record Claim(ClaimPath path) implements LimitKey {
    @Override
    public boolean isOfIdentity() {
      return true;
    }
  }
}
