package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is refused is answered by EdgeAuth, whole, and nothing of the application runs. */
interface RefusalContract extends ContractSubject {

  private RawAnswer refused(int status, String target, String... lines) {
    int before = trial().hits();
    RawAnswer answer = trial().get(target, lines).requireProblem(status);
    assertThat(trial().hits()).as("the application was reached").isEqualTo(before);
    assertThat(answer.values("X-Request-Id")).hasSize(1);
    return answer;
  }

  @Test
  default void refusal_noCredential_challenge() {
    RawAnswer answer = refused(401, "/api/orders");
    assertThat(answer.value("WWW-Authenticate")).isEqualTo("Spoken realm=\"contract\"");
  }

  @Test
  default void refusal_badCredential_challengeWithError() {
    RawAnswer answer = refused(401, "/api/orders", "Authorization: Spoken bad");
    assertThat(answer.value("WWW-Authenticate")).contains("error=\"token-expired\"");
    assertThat(answer.text()).doesNotContain("token-expired");
    refused(401, "/optional/page", "Authorization: Spoken bad");
    trial().get("/optional/page").requireReached();
  }

  @Test
  @DisplayName("One line of WWW-Authenticate for each scheme")
  default void refusal_twoSchemes_twoLines() {
    RawAnswer answer = refused(401, "/either/page");
    assertThat(answer.values("WWW-Authenticate"))
        .containsExactlyInAnyOrder("Spoken realm=\"contract\"", "Second realm=\"contract\"");
  }

  @Test
  default void refusal_roleMissing_forbidden() {
    refused(403, "/admin/users", ALICE);
    RawAnswer root = trial().get("/admin/users", "Authorization: Spoken root");
    assertThat(root.seen("X-User-Id")).containsExactly("root", "root");
  }

  @Test
  default void refusal_issuerDown_unavailableWithRetryAfter() {
    RawAnswer answer = refused(503, "/api/orders", "Authorization: Spoken down");
    assertThat(answer.value("Retry-After")).isEqualTo("7");
    assertThat(answer.values("WWW-Authenticate")).isEmpty();
  }

  @Test
  @DisplayName("H23, G9: a bug is told to nobody outside")
  default void refusal_authenticatorThrows_500WithoutMessage() {
    RawAnswer answer = refused(500, "/api/orders", "Authorization: Spoken throw");
    String all = answer.head() + answer.text();
    assertThat(all)
        .doesNotContain(ContractAuthenticator.SECRET)
        .doesNotContain("IllegalState")
        .doesNotContain("\tat ");
  }

  @Test
  @DisplayName("H23: nothing of the request is repeated")
  default void refusal_hostileInput_notRepeated() {
    RawAnswer answer = refused(403, "/elsewhere/%3Cscript%3E", "X-Kept: <script>");
    assertThat(answer.head() + answer.text()).doesNotContainIgnoringCase("script");
  }

  @Test
  default void refusal_head_withoutBody() {
    ContractTrial trial = trial();
    int before = trial.hits();
    try (RawConnection connection = trial.connect()) {
      RawAnswer head = connection.send(trial.head("HEAD", "/api/orders") + "\r\n").answerToHead();
      assertThat(head.status()).isEqualTo(401);
      assertThat(head.value("WWW-Authenticate")).isEqualTo("Spoken realm=\"contract\"");
      assertThat(trial.hits()).isEqualTo(before);

      // A body would stand before this answer.
      RawAnswer next =
          connection.send(trial.head("GET", "/api/orders", ALICE) + "\r\n").answerOrEnd();
      if (next != null) {
        next.requireReached();
      }
    }
  }

  @Test
  @DisplayName("G1: what is closed refuses everything, and lets nothing through")
  default void refusal_edgeClosed_unavailable() throws Exception {
    try (ContractTrial other = another(builder -> {})) {
      other.get("/public/page").requireReached();
      other.edge().close();
      RawAnswer answer = other.get("/public/page", ALICE);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.values("X-Application")).isEmpty();
      assertThat(other.get("/api/orders", ALICE).status()).isEqualTo(503);
      assertThat(other.hits()).isOne();
    }
  }
}
