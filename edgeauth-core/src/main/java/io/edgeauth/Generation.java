package io.edgeauth;

import io.edgeauth.authn.AnswerKeeper;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.ClientCertificates;
import io.edgeauth.authn.DenialKeeper;
import io.edgeauth.authn.NamedAuthenticator;
import io.edgeauth.authn.apikey.ApiKeyKeeper;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.forward.exchange.ExchangedTokens;
import io.edgeauth.pipeline.Pipeline;
import io.edgeauth.route.RouteTable;
import io.edgeauth.runtime.Leases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configuration in force: the pipeline and what it holds. A newer one takes its place whole;
 * this one is closed when its last request has ended.
 *
 * <p>Requests are counted in and out by two adders rather than one counter, so that threads on many
 * cores do not contend for a cache line. A generation has drained when both say the same, with the
 * outgoing one read first; a thread that came in too late sees that the generation is no longer
 * current and leaves.
 */
final class Generation implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Generation.class);

  private final Pipeline pipeline;
  private final RouteTable routes;
  private final List<NamedAuthenticator> authenticators;
  private final List<ExchangedTokens> exchanges;
  private final Leases.Holder leases;
  private final LongAdder entered = new LongAdder();
  private final LongAdder left = new LongAdder();

  Generation(
      Pipeline pipeline,
      RouteTable routes,
      List<NamedAuthenticator> authenticators,
      List<ExchangedTokens> exchanges,
      Leases.Holder leases) {
    this.pipeline = pipeline;
    this.routes = routes;
    this.authenticators = authenticators;
    this.exchanges = exchanges;
    this.leases = leases;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  RouteTable routes() {
    return routes;
  }

  /**
   * The authenticator that keeps denials under a name.
   *
   * @throws IllegalArgumentException if there is none; the message names those that do
   */
  DenialKeeper denialKeeper(String name) {
    return find(name, DenialKeeper.class, "that keeps a deny-list");
  }

  /**
   * What manages the keys of an authenticator.
   *
   * @throws IllegalArgumentException if it has none; the message names those that do
   */
  ApiKeys apiKeys(String name) {
    return find(name, ApiKeyKeeper.class, "of API keys").keys();
  }

  /** Those of the authenticators of certificates. */
  List<ClientCertificates> clientCertificates() {
    List<ClientCertificates> all = new ArrayList<>();
    for (NamedAuthenticator named : authenticators) {
      if (Borrowed.own(named.authenticator()) instanceof ClientCertificates certificates) {
        all.add(certificates);
      }
    }
    return all;
  }

  /** Has every authenticator forget a credential, and every exchange what it was exchanged for. */
  void invalidate(String credential) {
    for (NamedAuthenticator named : authenticators) {
      if (Borrowed.own(named.authenticator()) instanceof AnswerKeeper keeper) {
        keeper.forget(credential);
      }
    }
    exchanges.forEach(tokens -> tokens.forget(credential));
  }

  private <T> T find(String name, Class<T> type, String what) {
    List<String> others = new ArrayList<>();
    for (NamedAuthenticator named : authenticators) {
      Authenticator own = Borrowed.own(named.authenticator());
      if (type.isInstance(own)) {
        if (named.name().equals(name)) {
          return type.cast(own);
        }
        others.add(named.name());
      }
    }
    throw new IllegalArgumentException(
        "no authenticator "
            + name
            + " "
            + what
            + " (expected: one of "
            + (others.isEmpty() ? "none, since there is none" : String.join(", ", others))
            + ")");
  }

  void enter() {
    entered.increment();
  }

  void leave() {
    left.increment();
  }

  /** Whether no request is inside. Final once the generation is no longer current. */
  boolean isDrained() {
    long out = left.sum();
    return entered.sum() == out;
  }

  @Override
  public void close() {
    close(authenticators, leases);
  }

  static void close(List<NamedAuthenticator> authenticators, Leases.Holder leases) {
    for (NamedAuthenticator named : authenticators) {
      try {
        named.authenticator().close();
      } catch (Exception e) {
        // Nobody can do anything about it, and the others are still to be closed.
        log.warn("closing authenticator {}", named.name(), e);
      }
    }
    leases.close();
  }
}
