package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.EdgeAuth;
import io.edgeauth.examples.gateway.KeyCommands.Run;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code list} and {@code show}. */
final class KeysListTest {

  @TempDir private Path directory;
  private KeyCommands keys;

  @BeforeEach
  void start() throws IOException {
    keys = new KeyCommands(directory);
  }

  @AfterEach
  void stop() {
    keys.close();
  }

  private String row(String id) {
    return keys.run("list")
        .out()
        .lines()
        .filter(line -> line.startsWith(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void list_noKeys_saysSoInBothForms() throws Exception {
    Run table = keys.run("list");
    assertThat(table.code()).isZero();
    assertThat(table.out().lines())
        .containsExactly("id  name  owner  scopes  state  expires  last used  uses");
    assertThat(keys.run("list", "--json").json()).isEqualTo(Map.of("keys", List.of()));
  }

  @Test
  void list_table_columnsAlignedAndLongTextsCut() {
    String id = keys.issued("--expires-in", "never").id();
    String other =
        keys.issued("--name", "night run", "--scope", "a", "--scope", "b".repeat(60)).id();
    List<String> lines = keys.run("list").out().lines().toList();

    assertThat(lines).hasSize(3);
    assertThat(row(id)).matches(id + "  -          acme   - {39}  good   never {15}  -          0");
    assertThat(row(other))
        .matches(other + "  night run  acme   a b{37}…  good   2[-0-9T:]+Z  -          0");
    for (String heading : List.of("name ", "owner ", "scopes ", "state ", "expires ", "uses")) {
      int column = lines.get(0).indexOf(heading);
      assertThat(lines).allMatch(line -> line.charAt(column - 1) == ' ');
      assertThat(lines).allMatch(line -> line.charAt(column) != ' ');
    }
  }

  @Test
  void list_everyState_told() throws Exception {
    String good = keys.issued().id();
    String expired = keys.issued("--expires-in", "1ms").id();
    String rotating = keys.issued().id();
    keys.run("rotate", "--id", rotating);
    String revoked = keys.issued().id();
    keys.run("revoke", "--id", revoked);
    String early = keys.issued("--expires-in", "never").id();
    String stored = Files.readString(keys.keys());
    // Keys that begin later are made in code alone.
    Files.writeString(
        keys.keys(),
        stored.replaceFirst(
            "(\"id\":\"" + early + "\".*?\"created\":\"[^\"]*\")",
            "$1,\"not-before\":\"2999-01-01T00:00:00Z\""));

    assertThat(row(good)).contains("  good   ");
    assertThat(row(expired)).contains("  expired   ");
    assertThat(row(rotating)).contains("  rotating  ");
    assertThat(row(revoked)).contains("  revoked   ");
    assertThat(row(early)).contains("  not yet   ");
    assertThat(keys.run("show", "--id", early, "--json").json())
        .containsEntry("state", "not-yet")
        .containsEntry("not-before", "2999-01-01T00:00:00Z");
  }

  /** A14: what somebody wrote into the store moves no cursor and begins no line. */
  @Test
  void text_controlCharactersInStore_escaped() throws Exception {
    String id = keys.issued("--name", "PLAIN").id();
    String planted = "a\\u001b[2J\\r\\nkey_x  root\\u202e\\u0007";
    Files.writeString(keys.keys(), Files.readString(keys.keys()).replace("PLAIN", planted));

    for (Run run : List.of(keys.run("list"), keys.run("show", "--id", id))) {
      assertThat(run.out()).contains("a\\u001b[2J\\u000d\\u000akey_x");
      assertThat(run.out().codePoints().filter(c -> c != '\n'))
          .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
      assertThat(run.out().lines()).noneMatch(line -> line.startsWith("key_x"));
    }
    Run json = keys.run("show", "--id", id, "--json");
    assertThat(json.out().strip()).isPrintable();
    assertThat(json.json()).containsEntry("name", "a\u001b[2J\r\nkey_x  root\u202e\u0007");
  }

  /** What a gateway counted is shown, and stays exactly as the gateway wrote it. */
  @Test
  void list_uses_shownAndLeftAlone() throws Exception {
    Run issued = keys.issued();
    try (EdgeAuth edge = keys.edge()) {
      for (int i = 0; i < 3; i++) {
        assertThat(KeyCommands.passes(edge, issued.secret())).isTrue();
      }
    }
    byte[] written = Files.readAllBytes(keys.uses());
    var time = Files.getLastModifiedTime(keys.uses());

    assertThat(row(issued.id())).matches(".*  2[-0-9T:]+Z  2[-0-9T:]+Z  3");
    Map<String, Object> shown = keys.run("show", "--id", issued.id(), "--json").json();
    assertThat(shown)
        .containsEntry("uses", 3L)
        .containsEntry("last-address", "192.0.2.7")
        .containsKey("last-used");
    assertThat(keys.run("show", "--id", issued.id()).out().lines())
        .contains("uses 3", "last-address 192.0.2.7", "last-used " + shown.get("last-used"));
    keys.run("rotate", "--id", issued.id());
    keys.run("revoke", "--id", issued.id());
    assertThat(keys.uses()).hasBinaryContent(written);
    assertThat(Files.getLastModifiedTime(keys.uses())).isEqualTo(time);
  }

  @Test
  void list_json_isWhatShowSays() throws Exception {
    String id = keys.issued("--name", "ключ").id();
    keys.issued();
    List<?> all = (List<?>) keys.run("list", "--json").json().get("keys");
    assertThat(all).hasSize(2);
    Map<String, Object> shown = keys.run("show", "--id", id, "--json").json();
    assertThat(shown).containsEntry("name", "ключ");
    assertThat(all).anyMatch(shown::equals);
  }

  @Test
  void output_nobodyReads_exitsWithOne() {
    String id = keys.issued().id();
    for (Run run :
        List.of(
            keys.runUnread("list"),
            keys.runUnread("list", "--json"),
            keys.runUnread("show", "--id", id),
            keys.runUnread("revoke", "--id", id))) {
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).startsWith("edgeauth: standard output did not take all of it");
    }
  }

  private void fill(int count) throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] hash = new byte[32];
    try (BufferedWriter file = Files.newBufferedWriter(keys.keys());
        BufferedWriter uses = Files.newBufferedWriter(keys.uses())) {
      file.write("{\"version\":1,\"keys\":[");
      uses.write("{");
      for (int i = 0; i < count; i++) {
        random.nextBytes(hash);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        String id = "key_%024x".formatted(i);
        String separator = i == 0 ? "" : ",";
        file.write(
            separator
                + "\n{\"id\":\""
                + id
                + "\",\"owner\":\"acme\",\"created\":\"2026-11-22T12:00:00Z\",\"secrets\":"
                + "[{\"hash\":\"sha-256:"
                + text
                + "\"}]}");
        uses.write(separator + "\"" + id + "\":{\"count\":" + i + "}");
      }
      file.write("\n]}\n");
      uses.write("}");
    }
  }

  /** As many as a file holds: all pages, in a time that does not grow with their square. */
  @Test
  @Timeout(120)
  void list_fullStore_allOfThemAndNoRoomForMore() throws Exception {
    fill(100_000);
    Run listed = keys.run("list", "--json");
    assertThat(listed.code()).isZero();
    List<String> lines = listed.out().lines().toList();
    assertThat(lines).hasSize(100_002);
    for (int i : new int[] {0, 999, 1000, 1001, 99_999}) {
      assertThat(JSONObjectUtils.parse(lines.get(i + 1).replaceFirst(",$", "")))
          .containsEntry("id", "key_%024x".formatted(i))
          .containsEntry("uses", (long) i);
    }
    assertThat(lines.get(0)).isEqualTo("{\"keys\":[");
    assertThat(lines.get(100_001)).isEqualTo("]}");

    Run refused = keys.run("issue", "--owner", "acme");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("more than 100000 keys").doesNotContain("\tat ");
  }

  /** The last page may be full, and there may be none behind it. */
  @Test
  void list_wholePages_endsAfterTheLast() throws Exception {
    for (int count : new int[] {999, 1000, 1001, 2000}) {
      fill(count);
      assertThat((List<?>) keys.run("list", "--json").json().get("keys")).hasSize(count);
      assertThat(keys.run("list").out().lines()).hasSize(count + 1);
    }
  }
}
