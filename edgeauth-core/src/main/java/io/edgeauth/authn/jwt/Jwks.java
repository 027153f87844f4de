package io.edgeauth.authn.jwt;

import java.time.Duration;

/**
 * Says how often, and within which bounds, a key set is fetched: the section {@code jwks} of the
 * configuration. {@link Jwt} checks it when the authenticator is made.
 *
 * <p>Not for sharing between threads while it is filled.
 */
public final class Jwks {

  private Duration refreshInterval = Duration.ofMinutes(5);
  private Duration cooldown = Duration.ofSeconds(30);
  private Duration staleFor = Duration.ofHours(24);
  private Duration connectTimeout = Duration.ofSeconds(2);
  private Duration totalTimeout = Duration.ofSeconds(5);
  private int maxSize = 512 * 1024;

  private Jwks() {}

  /**
   * Begins with what holds by default.
   *
   * @return what is to be filled
   */
  public static Jwks defaults() {
    return new Jwks();
  }

  /**
   * Sets how often the set is fetched in the background.
   *
   * @param value 30 seconds to 24 hours, by default 5 minutes
   * @return this
   */
  public Jwks refreshInterval(Duration value) {
    refreshInterval = value;
    return this;
  }

  /**
   * Sets the least time between two fetches that unknown key ids bring about.
   *
   * @param value 1 second to 1 hour and at most the refresh interval, by default 30 seconds
   * @return this
   */
  public Jwks cooldown(Duration value) {
    cooldown = value;
    return this;
  }

  /**
   * Sets how long a set serves on while its source cannot be reached.
   *
   * @param value 0 to 30 days, by default 24 hours
   * @return this
   */
  public Jwks staleFor(Duration value) {
    staleFor = value;
    return this;
  }

  /**
   * Sets how long connecting may take.
   *
   * @param value 1 millisecond to 1 minute, by default 2 seconds
   * @return this
   */
  public Jwks connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /**
   * Sets how long one fetch may take, and a request may wait for it.
   *
   * @param value 1 millisecond to 1 minute, by default 5 seconds
   * @return this
   */
  public Jwks totalTimeout(Duration value) {
    totalTimeout = value;
    return this;
  }

  /**
   * Sets how large a set may be.
   *
   * @param bytes 1 KB to 16 MB, by default 512 KB
   * @return this
   */
  public Jwks maxSize(int bytes) {
    maxSize = bytes;
    return this;
  }

  Duration refreshInterval() {
    return refreshInterval;
  }

  Duration cooldown() {
    return cooldown;
  }

  Duration staleFor() {
    return staleFor;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration totalTimeout() {
    return totalTimeout;
  }

  int maxSize() {
    return maxSize;
  }
}
