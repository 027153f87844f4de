package io.edgeauth.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may ask: those of the allowed networks, or all where none are named, but never
 * those of the denied ones. Immutable, for any thread.
 */
public final class IpRules {

  /** Every address may. */
  public static final IpRules NONE = of(List.of(), List.of());

  private final CidrSet allowed;
  private final CidrSet denied;

  private IpRules(CidrSet allowed, CidrSet denied) {
    this.allowed = allowed;
    this.denied = denied;
  }

  /**
   * Makes rules.
   *
   * @param allow the networks that may; empty for all
   * @param deny the networks that may not; wins over the first
   * @return the rules
   */
  public static IpRules of(List<Cidr> allow, List<Cidr> deny) {
    return new IpRules(CidrSet.of(allow), CidrSet.of(deny));
  }

  /**
   * Decides about an address.
   *
   * @param address the client's, or null where nobody knows it: then no rule lets it pass
   * @return whether it may ask
   */
  public boolean allows(@Nullable IpAddress address) {
    if (allowed.isEmpty() && denied.isEmpty()) {
      return true;
    }
    return address != null
        && !denied.contains(address)
        && (allowed.isEmpty() || allowed.contains(address));
  }
}
