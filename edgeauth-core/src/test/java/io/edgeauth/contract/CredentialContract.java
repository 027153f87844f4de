package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Credentials end at the gateway, wherever in the request they stand. */
interface CredentialContract extends ContractSubject {

  @Test
  @DisplayName("H11: the header of a credential does not reach the application")
  default void credential_inHeader_removed() {
    RawAnswer answer = trial().get("/api/orders", ALICE);
    assertThat(answer.seen("Authorization")).isEmpty();
    assertThat(answer.probed("Authorization")).isEmpty();
    assertThat(answer.probed("authorization")).isEmpty();
    assertThat(answer.text()).doesNotContain("Spoken");

    RawAnswer second = trial().get("/either/page", "X-Second-Key: Second bob");
    assertThat(second.seen("X-User-Id")).containsOnly("bob");
    assertThat(second.probed("X-Second-Key")).isEmpty();
    assertThat(second.probed("X_Second_Key")).isEmpty();
  }

  @Test
  @DisplayName("H02, H11: one that nobody asked for does not either")
  default void credential_onPublicRoute_removed() {
    RawAnswer answer =
        trial().get("/public/page?access_token=alice&a=1", ALICE, "X_Second_Key: Second bob");
    assertThat(answer.seen("X-User-Id")).isEmpty();
    assertThat(answer.probed("Authorization")).isEmpty();
    assertThat(answer.probed("X_Second_Key")).isEmpty();
    assertThat(answer.json()).containsEntry("query", "a=1");
  }

  @Test
  @DisplayName("H11: its positive twin, a route that keeps credentials")
  default void credential_routeKeepsIt_there() {
    RawAnswer answer = trial().get("/kept/page?a=1", ALICE);
    assertThat(answer.seen("Authorization")).containsExactly("Spoken alice", "Spoken alice");
    assertThat(answer.seen("X-User-Id")).containsExactly("alice", "alice");
  }

  @Test
  @DisplayName("H11: the one cookie ends, the others stay")
  default void credential_inCookie_othersKept() {
    RawAnswer answer = trial().get("/api/orders", "Cookie: theme=dark; session=alice; lang=en");
    assertThat(answer.seen("X-User-Id")).containsExactly("alice", "alice");
    assertThat(answer.seen("Cookie")).containsOnly("theme=dark; lang=en");
    RawAnswer alone = trial().get("/api/orders", "Cookie: session=alice");
    assertThat(alone.seen("Cookie")).isEmpty();
  }

  @Test
  @DisplayName("H11: the one parameter ends, the rest of the query is not touched")
  default void credential_inQuery_restByteForByte() {
    for (String[] pair :
        List.of(
            new String[] {"a=%2F&access_token=alice&b=+%20&&c", "a=%2F&b=+%20&&c"},
            new String[] {"access_token=alice", null},
            new String[] {"a=1&access_token=alice", "a=1"})) {
      RawAnswer answer = trial().get("/api/orders?" + pair[0]);
      assertThat(answer.seen("X-User-Id")).containsExactly("alice", "alice");
      assertThat(answer.json()).containsEntry("query", pair[1]);
    }
  }

  @Test
  @DisplayName("H11: a parameter's name may be escaped")
  default void credential_inEscapedQuery_removed() {
    RawAnswer answer = trial().get("/api/orders?access%5ftoken=x&%61ccess_token=y&b=1", ALICE);
    answer.requireReached();
    assertThat(answer.json()).containsEntry("query", "b=1");
  }
}
