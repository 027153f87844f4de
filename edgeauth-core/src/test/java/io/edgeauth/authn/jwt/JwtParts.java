package io.edgeauth.authn.jwt;

import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.authn.bound.BoundSettings;
import io.edgeauth.authn.bound.BoundTokens;
import io.edgeauth.authn.bound.Dpop;
import io.edgeauth.authn.bound.SenderConstrained;
import io.edgeauth.event.ClaimIgnoredEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySets;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Good parts of an authenticator, for tests that put it together themselves. */
final class JwtParts {

  private JwtParts() {}

  /** The tokens of the usual issuer under ES256. */
  static JwtSettings settings() {
    return settings(JwtTrial.ISSUER);
  }

  static JwtSettings settings(String issuer) {
    return settings(issuer, 1_000);
  }

  /** Accepts bound tokens and others, as by default; of a runtime with a generation begun. */
  static BoundTokens bound(EdgeRuntime runtime) {
    return BoundTokens.open(
        new BoundSettings(SenderConstrained.ACCEPT, Dpop.DEFAULTS, Duration.ofSeconds(60), null),
        TestRuntime.context(runtime));
  }

  /** The usual settings, which remember so many tokens; 0 for none. */
  static JwtSettings settings(int verifiedCacheEntries) {
    return settings(JwtTrial.ISSUER, verifiedCacheEntries);
  }

  private static JwtSettings settings(String issuer, int verifiedCacheEntries) {
    return new JwtSettings(
        issuer,
        Set.of(TestToken.AUDIENCE),
        List.of(JwsAlgorithm.ES256),
        Set.of(),
        Map.of(),
        Duration.ofSeconds(60),
        null,
        false,
        List.of(Carrier.AUTHORIZATION),
        verifiedCacheEntries,
        Duration.ofSeconds(20),
        ClaimMapping.DEFAULTS);
  }

  /** What a set that holds this key says about it. Call it while a generation is built. */
  static KeyLookup.Found found(TestKey key, EdgeRuntime runtime) {
    try {
      Path file = Files.createTempFile("edgeauth", ".jwks");
      file.toFile().deleteOnExit();
      Files.writeString(file, JsonWriter.write(Map.of("keys", List.of(key.publicJwk()))));
      return (KeyLookup.Found)
          KeySets.file(file, runtime).find(key.keyId(), JwsAlgorithm.of(key.algorithm()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A token that passes, and whose verification meets the gate once. */
  static TestToken gated(TestKey key) {
    return TestToken.valid(JwtTrial.ISSUER, key).claim("roles", 7);
  }

  /**
   * Holds verifications half way: a claim that gives nothing is told while the token's place is
   * held, and this listener takes its time.
   */
  static final class Gate implements EdgeEventListener {

    private final AtomicInteger met = new AtomicInteger();
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public void on(EdgeEvent event) {
      if (event instanceof ClaimIgnoredEvent) {
        met.incrementAndGet();
        try {
          opened.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    /** How many verifications came this far. */
    int met() {
      return met.get();
    }

    void open() {
      opened.countDown();
    }
  }
}
