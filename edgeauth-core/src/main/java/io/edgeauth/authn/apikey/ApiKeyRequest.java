package io.edgeauth.authn.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a new key is to carry. Nothing is checked before it is issued: then everything is, at
 * once, whether it comes from code, the command line or HTTP. Not for sharing between threads.
 *
 * <pre>{@code
 * edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme").scopes("orders:read"))
 * }</pre>
 */
public final class ApiKeyRequest {

  final String owner;
  @Nullable String name;
  @Nullable String tenant;
  final Set<String> scopes = new LinkedHashSet<>();
  final Set<String> roles = new LinkedHashSet<>();
  final List<String> routes = new ArrayList<>();
  final List<String> allowedAddresses = new ArrayList<>();
  @Nullable String plan;
  ApiKey.@Nullable Limit limit;
  @Nullable Instant notBefore;
  @Nullable Duration expiresIn;
  boolean neverExpires;

  private ApiKeyRequest(String owner) {
    this.owner = owner;
  }

  /**
   * Begins a request.
   *
   * @param owner the application or organisation that will call with the key
   * @return the request
   */
  public static ApiKeyRequest owner(String owner) {
    return new ApiKeyRequest(owner);
  }

  /**
   * Sets what people call the key.
   *
   * @param text any text on one line
   * @return this
   */
  public ApiKeyRequest name(@Nullable String text) {
    name = text;
    return this;
  }

  /**
   * Sets whose data it is about.
   *
   * @param text the tenant
   * @return this
   */
  public ApiKeyRequest tenant(@Nullable String text) {
    tenant = text;
    return this;
  }

  /**
   * Adds scopes.
   *
   * @param values each without spaces
   * @return this
   */
  public ApiKeyRequest scopes(String... values) {
    scopes.addAll(List.of(values));
    return this;
  }

  /**
   * Adds roles.
   *
   * @param values the roles
   * @return this
   */
  public ApiKeyRequest roles(String... values) {
    roles.addAll(List.of(values));
    return this;
  }

  /**
   * Adds routes where the key is good; without any it is good for all.
   *
   * @param patterns as routes write their paths
   * @return this
   */
  public ApiKeyRequest routes(String... patterns) {
    routes.addAll(List.of(patterns));
    return this;
  }

  /**
   * Adds networks that the key may be used from; without any it may be used from everywhere.
   *
   * @param networks such as {@code 203.0.113.0/24}
   * @return this
   */
  public ApiKeyRequest allowedAddresses(String... networks) {
    allowedAddresses.addAll(List.of(networks));
    return this;
  }

  /**
   * Sets the usage plan.
   *
   * @param name its name in the configuration
   * @return this
   */
  public ApiKeyRequest plan(@Nullable String name) {
    plan = name;
    return this;
  }

  /**
   * Sets a limit of the key's own, in place of a plan.
   *
   * @param permits how many requests
   * @param per in which time
   * @return this
   */
  public ApiKeyRequest limit(long permits, Duration per) {
    limit = new ApiKey.Limit(permits, per);
    return this;
  }

  /**
   * Sets when the key begins to be good.
   *
   * @param instant the instant; unless it is set, at once
   * @return this
   */
  public ApiKeyRequest notBefore(@Nullable Instant instant) {
    notBefore = instant;
    return this;
  }

  /**
   * Sets how long the key is good, from now on.
   *
   * @param duration how long; unless it is set, what the configuration says
   * @return this
   */
  public ApiKeyRequest expiresIn(Duration duration) {
    expiresIn = duration;
    neverExpires = false;
    return this;
  }

  /**
   * Lets the key be good without end.
   *
   * @return this
   */
  public ApiKeyRequest neverExpires() {
    neverExpires = true;
    expiresIn = null;
    return this;
  }

  /** Shows the owner alone. */
  @Override
  public String toString() {
    return "ApiKeyRequest[" + owner + "]";
  }
}
