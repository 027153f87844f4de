package io.edgeauth.authn;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.StepsOutcome.NothingPresented;
import io.edgeauth.authn.StepsOutcome.Proven;
import io.edgeauth.authn.StepsOutcome.Refused;
import io.edgeauth.authn.StepsOutcome.Unavailable;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AuthenticationStepsTest {

  private final NamedAuthenticator user = named("user", "Bearer", "X-User");
  private final NamedAuthenticator staff = named("staff", "Bearer", "X-User");
  private final NamedAuthenticator key = named("key", "ApiKey", "X-Key");

  private static NamedAuthenticator named(String name, String scheme, String header) {
    Credential proof =
        Credential.builder("spoken").subject("s-" + name).client("c-" + name).build();
    return new NamedAuthenticator(name, SpokenAuthenticator.of(scheme, header).proving(proof));
  }

  private static AuthenticationSteps oneOf(NamedAuthenticator... alternatives) {
    return AuthenticationSteps.of(List.of(List.of(alternatives)));
  }

  private static Reason reason(StepsOutcome outcome) {
    return ((Refused) outcome).reason();
  }

  @Test
  void authenticate_alternative_firstWhoseItIs() {
    AuthenticationSteps steps = oneOf(user, key);
    StepsOutcome outcome = steps.authenticate(TestRequest.get("/").header("X-Key", "good"));
    assertThat(((Proven) outcome).identity().methods()).containsExactly("key");
    assertThat(((Proven) outcome).identity().subject()).isEqualTo("s-key");
  }

  /** Of two that read the same carrier, the first whose the credential is decides for good. */
  @Test
  void authenticate_refusedByFirst_secondNotAsked() {
    AuthenticationSteps steps = oneOf(user, staff);
    Refused refused =
        (Refused) steps.authenticate(TestRequest.get("/").header("X-User", "expired"));
    assertThat(refused.reason()).isEqualTo(Reasons.TOKEN_EXPIRED);
    assertThat(refused.refusedBy()).isEqualTo("user");
    assertThat(refused.detail()).isEqualTo("for operators");
  }

  @Test
  void authenticate_notMineThenMine_passes() {
    NamedAuthenticator never = new NamedAuthenticator("never", new Foreign());
    StepsOutcome outcome =
        oneOf(never, user).authenticate(TestRequest.get("/").header("X-User", "good"));
    assertThat(((Proven) outcome).identity().methods()).containsExactly("user");
  }

  @Test
  void authenticate_nobodys_credentialForeign() {
    Refused refused =
        (Refused) oneOf(user, staff).authenticate(TestRequest.get("/").header("X-User", "foreign"));
    assertThat(refused.reason()).isEqualTo(Reasons.CREDENTIAL_FOREIGN);
    assertThat(refused.reason().status()).isEqualTo(401);
    assertThat(refused.refusedBy()).isNull();
    assertThat(refused.detail()).isEqualTo("token-issuer");
  }

  /** J38: by two carriers, a good one among them or not. */
  @Test
  void authenticate_twoCarriersInOneStep_doubled() {
    for (String other : List.of("good", "bad", "foreign", "")) {
      TestRequest both = TestRequest.get("/").header("X-User", "good").header("X-Key", other);
      assertThat(reason(oneOf(user, key).authenticate(both))).isEqualTo(Reasons.CREDENTIAL_DOUBLED);
      assertThat(reason(oneOf(key, user).authenticate(both))).isEqualTo(Reasons.CREDENTIAL_DOUBLED);
    }
  }

  /** Its positive twin: each in a step of its own, and the client's certificate beside a token. */
  @Test
  void authenticate_twoCarriersInTwoSteps_passes() {
    TestRequest both = TestRequest.get("/").header("X-User", "good").header("X-Key", "good");
    AuthenticationSteps steps = AuthenticationSteps.of(List.of(List.of(key), List.of(user)));
    assertThat(steps.authenticate(both)).isInstanceOf(Proven.class);
    NamedAuthenticator tls = new NamedAuthenticator("tls", new Connected());
    assertThat(oneOf(user, tls).authenticate(both)).isInstanceOf(Proven.class);
  }

  @Test
  void authenticate_twoSteps_firstClientLastSubject() {
    AuthenticationSteps steps = AuthenticationSteps.of(List.of(List.of(key), List.of(user)));
    TestRequest both = TestRequest.get("/").header("X-User", "good").header("X-Key", "good");
    Identity identity = ((Proven) steps.authenticate(both)).identity();
    assertThat(identity.client()).isEqualTo("c-key");
    assertThat(identity.subject()).isEqualTo("s-user");
    assertThat(identity.methods()).containsExactly("key", "user");
    assertThat(identity.toString()).isEqualTo("Identity[key, user]");
  }

  /** One step's credential without the other's is no anonymous request. */
  @Test
  void authenticate_halfTheSteps_credentialMissing() {
    AuthenticationSteps steps = AuthenticationSteps.of(List.of(List.of(key), List.of(user)));
    TestRequest first = TestRequest.get("/").header("X-Key", "good");
    TestRequest second = TestRequest.get("/").header("X-User", "good");
    assertThat(reason(steps.authenticate(first))).isEqualTo(Reasons.CREDENTIAL_MISSING);
    assertThat(reason(steps.authenticate(second))).isEqualTo(Reasons.CREDENTIAL_MISSING);
    assertThat(steps.authenticate(TestRequest.get("/"))).isInstanceOf(NothingPresented.class);
  }

  @Test
  void authenticate_firstStepRefuses_secondNotAsked() {
    AuthenticationSteps steps = AuthenticationSteps.of(List.of(List.of(key), List.of(user)));
    TestRequest both = TestRequest.get("/").header("X-Key", "bad").header("X-User", "throw");
    assertThat(reason(steps.authenticate(both))).isEqualTo(Reasons.TOKEN_EXPIRED);
  }

  @Test
  void authenticate_unavailable_neverTheNextAlternative() {
    StepsOutcome outcome =
        oneOf(user, staff).authenticate(TestRequest.get("/").header("X-User", "down"));
    assertThat(outcome).isInstanceOf(Unavailable.class);
  }

  /** Sent, but nobody finds it: an optional route must not take that for nothing. */
  @Test
  void authenticate_presentedYetAbsent_credentialMissing() {
    NamedAuthenticator odd = new NamedAuthenticator("odd", new PresentYetAbsent());
    assertThat(reason(oneOf(odd).authenticate(TestRequest.get("/"))))
        .isEqualTo(Reasons.CREDENTIAL_MISSING);
  }

  @Test
  void challenges_nothingSent_onePerSchemeWithoutError() {
    assertThat(oneOf(user, staff, key).challenges(null, null))
        .containsExactly("Bearer realm=\"test\"", "ApiKey realm=\"test\"");
  }

  /** One per scheme, and where one of a scheme has something to tell, that one. */
  @Test
  void challenges_refusedByOne_errorOnceInItsScheme() {
    Refusal refusal = new Refusal(Reasons.TOKEN_EXPIRED);
    String told = "Bearer realm=\"test\", error=\"token-expired\"";
    assertThat(oneOf(user, staff, key).challenges(refusal, "user"))
        .containsExactly(told, "ApiKey realm=\"test\"");
    assertThat(oneOf(user, staff, key).challenges(refusal, "staff"))
        .containsExactly(told, "ApiKey realm=\"test\"");
    assertThat(oneOf(user, key).challenges(refusal, "key"))
        .containsExactly("Bearer realm=\"test\"", "ApiKey realm=\"test\", error=\"token-expired\"");
  }

  @Test
  void challenges_scopesLacking_toldByAll() {
    Refusal refusal = new Refusal(Reasons.SCOPE_INSUFFICIENT, Set.of("a"));
    assertThat(oneOf(user).challenges(refusal, null))
        .containsExactly("Bearer realm=\"test\", error=\"scope-insufficient\", scope=\"a\"");
  }

  private abstract static class Bare implements Authenticator {
    @Override
    public Set<Carrier> carriers() {
      return Set.of();
    }

    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of();
    }

    @Override
    public String challenge(Refusal refusal) {
      return "Bare";
    }
  }

  private static final class Foreign extends Bare {
    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      return new AuthenticationResult.NotMine(Reasons.TOKEN_MALFORMED);
    }
  }

  private static final class Connected extends Bare {
    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of(Carrier.TLS);
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      return AuthenticationResult.Absent.INSTANCE;
    }
  }

  private static final class PresentYetAbsent extends Bare {
    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of(Carrier.AUTHORIZATION);
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      return AuthenticationResult.Absent.INSTANCE;
    }
  }
}
