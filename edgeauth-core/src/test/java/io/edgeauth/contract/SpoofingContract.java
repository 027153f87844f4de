package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What only EdgeAuth may say, no client says, on any kind of route. */
interface SpoofingContract extends ContractSubject {

  /** Names that servers and frameworks take for identity headers, and names that are reserved. */
  List<String> SPELLINGS =
      List.of(
          "X-User-Id",
          "x-user-id",
          "X-USER-ID",
          "X_User_Id",
          "X.User.Id",
          "x-user_id",
          "X-User-Role",
          "X_User_Role",
          "X-User-Anything",
          "X-Edge-Identity",
          "X_Edge_Identity",
          "X-Owner-Id",
          "X-Auth-Method",
          "X-Consumer-ID",
          "X-Forwarded-User",
          "X-Forwarded-For",
          "X-Original-URL",
          "X-HTTP-Method-Override",
          "Signature",
          "Signature-Input");

  @Test
  @DisplayName("H01, H02, H05: no spelling comes through, on no kind of route")
  default void spoofed_anySpellingAnyRoute_removed() {
    for (String spelling : SPELLINGS) {
      String spoofed = spelling + ": evil";
      for (List<String> lines : List.of(List.of(spoofed), List.of(spoofed, spoofed))) {
        for (String path : List.of("/public/page", "/optional/page")) {
          requireNoEvil(trial().get(path, lines.toArray(new String[0])));
        }
        String[] withCredential = {lines.get(0), ALICE, lines.get(lines.size() - 1)};
        for (String path : List.of("/api/orders", "/optional/page", "/kept/page")) {
          RawAnswer answer = trial().get(path, withCredential);
          requireNoEvil(answer);
          assertThat(answer.seen("X-User-Id")).as(spelling).containsExactly("alice", "alice");
          assertThat(answer.probed("X_User_Id")).as(spelling).isSubsetOf("alice");
        }
      }
    }
  }

  @Test
  @DisplayName("H01: a name with a blank behind it, and a folded line, are nobody's identity")
  default void spoofed_malformedLines_refusedOrRemoved() {
    ContractTrial trial = trial();
    for (String lines :
        List.of(
            "X-User-Id : evil\r\n",
            "X-User-Id\t: evil\r\n",
            " X-User-Id: evil\r\n",
            "X-Kept: a\r\n X-User-Id: evil\r\n",
            "X-User-Id:\r\n evil\r\n",
            "X-Kept: a\nX-User-Id: evil\r\n",
            "X-Kept: a\rX-User-Id: evil\r\n",
            "X-User-Id\u0000: evil\r\n",
            ": evil\r\n")) {
      int before = trial.hits();
      RawAnswer answer = trial.askOrEnd(trial.head("GET", "/public/page") + lines + "\r\n");
      if (answer == null || answer.status() >= 400) {
        assertThat(trial.hits()).as(lines).isEqualTo(before);
      } else {
        assertThat(answer.probed("X-User-Id")).as(lines).isEmpty();
        assertThat(answer.seen("X-User-Id")).as(lines).isEmpty();
        assertThat(answer.seen("X-User-Id ")).as(lines).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("H03: Connection cannot name away what EdgeAuth writes")
  default void spoofed_connectionNamesIdentity_survives() {
    RawAnswer answer =
        trial().get("/api/orders", ALICE, "Connection: keep-alive, X-User-Id, Signature, X-Mine");

    assertThat(answer.seen("X-User-Id")).containsExactly("alice", "alice");
    assertThat(answer.seen("Connection"))
        .allSatisfy(
            line -> assertThat(line).doesNotContainIgnoringCase("X-User-Id").doesNotContain("Sig"));
  }

  private static void requireNoEvil(RawAnswer answer) {
    answer.requireReached();
    assertThat(answer.text()).doesNotContain("evil");
  }
}
