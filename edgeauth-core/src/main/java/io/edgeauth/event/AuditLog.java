package io.edgeauth.event;

import io.edgeauth.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one JSON object for each decision, and for each API key that was issued, rotated or
 * revoked, to the logger {@code edgeauth.audit}, at level INFO. Those of keys have the member
 * {@code event}.
 *
 * <p>Everything that a client chose is escaped by JSON and cut at 1024 characters, so that each is
 * one line of bounded length.
 *
 * <p>Any number of threads may call it at once: those of the requests. It blocks as long as the
 * logger's appenders do, so that an asynchronous one belongs behind it under load.
 */
public final class AuditLog implements EdgeEventListener {

  /** What is written. */
  public enum Scope {
    /** Nothing. */
    NONE,
    /**
     * Changes of keys, and decisions that refused the request or would have if its route were
     * enforced.
     */
    REFUSED,
    /** All of both. */
    ALL
  }

  private static final int MAX_LENGTH = 1024;
  private static final Logger audit = LoggerFactory.getLogger("edgeauth.audit");

  private final Scope scope;

  private AuditLog(Scope scope) {
    this.scope = scope;
  }

  /**
   * Makes an audit log.
   *
   * @param scope what is written
   * @return the listener
   */
  public static AuditLog of(Scope scope) {
    return new AuditLog(scope);
  }

  @Override
  public void on(EdgeEvent event) {
    if (event instanceof DecisionEvent decision && covers(decision) && audit.isInfoEnabled()) {
      audit.info("{}", line(decision));
    } else if (event instanceof ApiKeyChangedEvent key && scope != Scope.NONE) {
      audit.info("{}", line(key));
    }
  }

  private boolean covers(DecisionEvent decision) {
    return switch (scope) {
      case NONE -> false;
      case REFUSED ->
          decision.outcome() == DecisionEvent.Outcome.REJECT
              || decision.outcome() == DecisionEvent.Outcome.SHADOW;
      case ALL -> true;
    };
  }

  private static String line(DecisionEvent decision) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", decision.at().toString());
    fields.put("requestId", decision.requestId());
    fields.put("outcome", decision.outcome().name().toLowerCase(Locale.ROOT));
    put(fields, "reason", decision.reason() == null ? null : decision.reason().code());
    if (decision.reason() != null) {
      fields.put("status", decision.reason().status());
    }
    put(fields, "detail", decision.detail());
    put(fields, "method", decision.method());
    put(fields, "path", decision.path());
    put(fields, "client-address", decision.clientAddress());
    put(fields, "route", decision.route());
    if (!decision.methods().isEmpty()) {
      fields.put("authenticators", decision.methods());
    }
    put(fields, "subject", decision.subject());
    put(fields, "client", decision.client());
    fields.put("micros", decision.took().toNanos() / 1_000);
    return JsonWriter.writeAscii(fields);
  }

  private static String line(ApiKeyChangedEvent key) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", key.at().toString());
    fields.put("event", "api-key-" + key.change().name().toLowerCase(Locale.ROOT));
    fields.put("authenticator", key.authenticator());
    fields.put("id", key.id());
    put(fields, "by", key.by());
    return JsonWriter.writeAscii(fields);
  }

  private static void put(
      Map<String, @Nullable Object> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH));
    }
  }
}
