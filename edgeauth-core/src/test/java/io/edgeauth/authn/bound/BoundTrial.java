package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.reason.Reason;
import java.time.Instant;
import java.util.function.Consumer;

/** An authenticator of JWTs, a client's key, and a token that is bound to it. */
final class BoundTrial implements AutoCloseable {

  static final String PATH = "/orders";

  private static final TestKey ISSUER = TestKey.of("ES256", "k1");

  private final TestKey key;
  private final JwtTrial trial;
  private final String token;

  private BoundTrial(TestKey key, Consumer<Jwt> changes) {
    this.key = key;
    trial = JwtTrial.of(changes, ISSUER);
    token = trial.token().claim("cnf", TestProof.binding(key)).compact();
  }

  static BoundTrial of(TestKey key) {
    return of(key, jwt -> {});
  }

  static BoundTrial of(TestKey key, Consumer<Jwt> changes) {
    return new BoundTrial(key, changes);
  }

  JwtTrial jwt() {
    return trial;
  }

  String token() {
    return token;
  }

  Instant now() {
    return trial.runtime().clock().instant();
  }

  /** A proof that passes once. */
  TestProof proof() {
    return TestProof.of(key, PATH, token, now());
  }

  /** A request that passes once. */
  TestRequest request() {
    return request(proof().compact());
  }

  TestRequest request(String proof) {
    return TestRequest.get(PATH).dpop(token, proof);
  }

  AuthenticationResult ask(TestRequest request) {
    return trial.authenticator().authenticate(request);
  }

  AuthenticationResult ask(TestProof proof) {
    return ask(request(proof.compact()));
  }

  Authenticated accepts(TestRequest request) {
    AuthenticationResult result = ask(request);
    assertThat(result).isInstanceOf(Authenticated.class);
    return (Authenticated) result;
  }

  Authenticated accepts(TestProof proof) {
    return accepts(request(proof.compact()));
  }

  void refuses(TestRequest request, Reason reason) {
    assertThat(JwtTrial.reasonOf(ask(request))).isEqualTo(reason);
  }

  void refuses(TestProof proof, Reason reason) {
    refuses(request(proof.compact()), reason);
  }

  @Override
  public void close() {
    trial.close();
  }
}
