package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes on, goes on with what was verified and otherwise as it came. */
interface ForwardContract extends ContractSubject {

  @Test
  @DisplayName("H01: what was verified is there once, by every method")
  default void forward_verified_identityOnce() {
    RawAnswer answer = trial().get("/api/orders", ALICE);

    assertThat(answer.seen("X-User-Id")).containsExactly("alice", "alice");
    assertThat(answer.seen("X-User-Role")).containsOnly("user two%20words").hasSize(2);
    assertThat(answer.seen("X-Auth-Method")).containsExactly("user", "user");
    for (String header : List.of("X-User-Id", "X-User-Role", "X-Auth-Method", "X-Request-Id")) {
      assertThat(answer.enumerated(header)).as(header).isOne();
    }
    assertThat(answer.probed("x-user-id")).containsExactly("alice", "alice");
    assertThat(answer.probed("X-USER-ID")).containsExactly("alice", "alice");
  }

  @Test
  default void forward_anonymous_noIdentity() {
    for (String path : List.of("/public/page", "/optional/page")) {
      RawAnswer answer = trial().get(path);
      assertThat(answer.seen("X-User-Id")).isEmpty();
      assertThat(answer.probed("X-User-Id")).isEmpty();
      assertThat(answer.seen("X-Auth-Method")).isEmpty();
    }
  }

  @Test
  default void forward_otherHeaders_asTheyCame() {
    RawAnswer answer =
        trial().get("/api/orders", ALICE, "X-Kept: one", "X-Kept: two, three", "Accept: */*");

    assertThat(answer.seen("X-Kept")).contains("one", "two, three").doesNotContain("two");
    assertThat(answer.seen("Accept")).containsExactly("*/*", "*/*");
    assertThat(answer.seen("Host")).containsExactly("gateway.example", "gateway.example");
  }

  @Test
  default void forward_responseHeaders_onTheAnswer() {
    RawAnswer answer = trial().get("/api/orders", ALICE);

    answer.requireReached();
    assertThat(answer.value("X-RateLimit-Limit")).isEqualTo("10");
    assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo("9");
    assertThat(answer.values("RateLimit")).containsExactly("\"minute\";r=9", "\"day\";r=99");
    assertThat(answer.seen("X-Request-Id")).containsOnly(answer.value("X-Request-Id"));
  }

  @Test
  default void forward_requestIdOfClient_anotherOne() {
    RawAnswer answer = trial().get("/public/page", "X-Request-Id: theirs");

    assertThat(answer.seen("X-Request-Id")).isNotEmpty().doesNotContain("theirs");
    assertThat(answer.value("X-Request-Id")).isNotEqualTo("theirs");
  }

  @Test
  default void forward_head_withoutBody() {
    ContractTrial trial = trial();
    try (RawConnection connection = trial.connect()) {
      RawAnswer head =
          connection.send(trial.head("HEAD", "/api/orders", ALICE) + "\r\n").answerToHead();
      RawAnswer next = connection.send(trial.head("GET", "/api/orders", ALICE) + "\r\n").answer();

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.values("X-Application")).containsExactly("yes");
      assertThat(next.requireReached().json()).containsEntry("method", "GET");
    }
  }
}
