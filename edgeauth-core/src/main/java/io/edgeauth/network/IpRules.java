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

  private final List<Cidr> allow;
  private final List<Cidr> deny;
  private final CidrSet allowed;
  private final CidrSet denied;

  private IpRules(List<Cidr> allow, List<Cidr> deny) {
    this.allow = List.copyOf(allow);
    this.deny = List.copyOf(deny);
    this.allowed = CidrSet.of(allow);
    this.denied = CidrSet.of(deny);
  }

  /**
   * Makes rules.
   *
   * @param allow the networks that may; empty for all
   * @param deny the networks that may not; wins over the first
   * @return the rules
   */
  public static IpRules of(List<Cidr> allow, List<Cidr> deny) {
    return new IpRules(allow, deny);
  }

  /**
   * The networks that may ask.
   *
   * @return in the order in which they were given; empty for all
   */
  public List<Cidr> allow() {
    return allow;
  }

  /**
   * The networks that may not.
   *
   * @return in the order in which they were given
   */
  public List<Cidr> deny() {
    return deny;
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
