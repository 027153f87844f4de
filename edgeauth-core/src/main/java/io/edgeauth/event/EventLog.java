package io.edgeauth.event;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes everything but decisions to the logger {@code io.edgeauth}: what an operator wants to read
 * at start and in trouble.
 *
 * <p>Stateless: any number of threads may call it at once. It blocks as long as the logger's
 * appenders do.
 */
public final class EventLog implements EdgeEventListener {

  private static final Logger log = LoggerFactory.getLogger("io.edgeauth");

  /** Makes the listener. */
  public EventLog() {}

  @Override
  public void on(EdgeEvent event) {
    if (event instanceof KeySetEvent keys) {
      on(keys);
    } else if (event instanceof ConfigurationEvent configuration) {
      on(configuration);
    } else if (event instanceof ApiKeyStoreEvent store && !store.reachable()) {
      log.error(
          "keys of {}: the store is out of reach: {}", store.authenticator(), line(store.detail()));
    } else if (event instanceof ApiKeyStoreEvent store && !store.detail().isEmpty()) {
      log.error("keys of {}: {}", store.authenticator(), line(store.detail()));
    } else if (event instanceof ApiKeyStoreEvent store) {
      log.info("keys of {}: the store answers again", store.authenticator());
    } else if (event instanceof ApiKeyChangedEvent key) {
      log.info(
          "keys of {}: {} {} by {}",
          key.authenticator(),
          line(key.id()),
          key.change().name().toLowerCase(Locale.ROOT),
          key.by() == null ? "nobody named" : line(key.by()));
    } else if (event instanceof AuthorityEvent authority) {
      on(authority);
    } else if (event instanceof RevocationEvent revocation) {
      on(revocation);
    } else if (event instanceof SharedStoreEvent store && !store.reachable()) {
      log.error(
          "{} is out of reach, each instance goes by what it knows itself: {}",
          store.store(),
          line(store.detail()));
    } else if (event instanceof SharedStoreEvent store) {
      log.info("{} answers again", store.store());
    } else if (event instanceof RateLimiterEvent limiter && !limiter.counting()) {
      log.error(
          "the rate limiter cannot count, each limit does what it says for that: {}",
          line(limiter.detail()));
    } else if (event instanceof RateLimiterEvent) {
      log.info("the rate limiter counts again");
    } else if (event instanceof PlanUnknownEvent plan) {
      log.warn(
          "limit {}: the plan that the {} of {} names is not configured, the limit itself holds",
          plan.limit(),
          plan.source(),
          plan.methods());
    } else if (event instanceof FileEvent file && !file.taken()) {
      log.error(
          "{}: {}; the last good content stays in use", line(file.file()), line(file.detail()));
    } else if (event instanceof FileEvent file) {
      log.info("{}: read again", line(file.file()));
    } else if (event instanceof FileExposedEvent exposed) {
      log.warn("{}: {}", line(exposed.file()), line(exposed.exposure()));
    } else if (event instanceof ClaimIgnoredEvent claim) {
      log.debug("claim {} has a type that gives nothing", line(claim.claim()));
    }
  }

  private static void on(KeySetEvent event) {
    switch (event.change()) {
      case LOADED -> log.info("{}: {} usable keys", line(event.source()), event.keys());
      case FAILED ->
          log.warn(
              "{}: not loaded ({}); {} keys in use",
              line(event.source()),
              line(event.detail()),
              event.keys());
      case KEY_IGNORED ->
          log.warn("{}: a key is not used: {}", line(event.source()), line(event.detail()));
    }
  }

  private static void on(AuthorityEvent event) {
    String name = event.authenticator();
    switch (event.change()) {
      case FAILED -> log.warn("{}: a call failed: {}", name, line(event.detail()));
      case REFUSED_US ->
          log.error("{}: our own credentials were refused: {}", name, line(event.detail()));
      case STOPPED -> log.error("{}: no calls for a while: {}", name, line(event.detail()));
      case ANSWERS -> log.info("{}: answers again", name);
    }
  }

  private static void on(RevocationEvent event) {
    String source = line(event.source());
    switch (event.change()) {
      case LOADED -> log.info("{}: revocations read", source);
      case FAILED -> log.error("{}: no revocations from there: {}", source, line(event.detail()));
      case ANSWERS -> log.info("{}: answers about revocations again", source);
      case SOFT_FAILED ->
          log.warn(
              "{}: let in, though nobody could say whether it was revoked: {}",
              source,
              line(event.detail()));
    }
  }

  private static void on(ConfigurationEvent event) {
    switch (event.change()) {
      case APPLIED -> log.info("configuration in force: {}", line(event.detail()));
      case REFUSED ->
          log.error(
              "configuration refused, the last one stays in force: {}",
              LogText.lines(event.detail()));
      case WARNED -> log.warn("configuration: {}", line(event.detail()));
      case LOOSENED -> log.warn("loosened on purpose: {}", line(event.detail()));
    }
  }

  private static String line(String text) {
    return LogText.line(text);
  }
}
