package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.examples.gateway.KeyCommands.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysIssueTest {

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

  @Test
  void issue_leastOptions_keyAloneOnOutputAndTheRestOnErrors() throws Exception {
    Run issued = keys.run("issue", "--owner", "acme");

    assertThat(issued.code()).isZero();
    assertThat(issued.secret()).startsWith("ck_live_");
    assertThat(issued.err().lines()).hasSize(4).first().isEqualTo("id " + issued.id());
    assertThat(issued.err().lines())
        .contains("owner acme")
        .anyMatch(line -> line.startsWith("created 2"))
        .anyMatch(line -> line.startsWith("expires 2"));
    assertThat(issued.err()).doesNotContain(issued.secret());
    assertThat(keys.passes(issued.secret())).isTrue();
    String other = issued.secret().startsWith("ck_live_x") ? "ck_live_y" : "ck_live_x";
    assertThat(keys.passes(issued.secret().replaceFirst("ck_live_.", other))).isFalse();
  }

  @Test
  void issue_everyOption_keyCarriesIt() throws Exception {
    Run issued =
        keys.issued(
            "--tenant", "blue",
            "--scope", "orders:read",
            "--scope", "orders:write",
            "--role", "buyer",
            "--role", "auditor",
            "--route", "/orders/**",
            "--route", "/returns",
            "--allow-ip", "192.0.2.0/24",
            "--allow-ip", "2001:db8::1",
            "--expires-in", "1h",
            "--permits", "1000",
            "--per", "1m",
            "--name", "night run");
    Map<String, Object> shown = keys.run("show", "--id", issued.id(), "--json").json();
    Instant created = Instant.parse((String) shown.remove("created"));
    Instant expires = Instant.parse((String) shown.remove("expires"));

    assertThat(Duration.between(created, expires)).isEqualTo(Duration.ofHours(1));
    assertThat(created).isBetween(Instant.now().minusSeconds(600), Instant.now());
    assertThat(shown)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("id", issued.id()),
                Map.entry("name", "night run"),
                Map.entry("owner", "acme"),
                Map.entry("tenant", "blue"),
                Map.entry("scopes", List.of("orders:read", "orders:write")),
                Map.entry("roles", List.of("buyer", "auditor")),
                Map.entry("routes", List.of("/orders/**", "/returns")),
                Map.entry("allow-ip", List.of("192.0.2.0/24", "2001:db8::1/128")),
                Map.entry("permits", 1000L),
                Map.entry("per", "1m"),
                Map.entry("state", "good"),
                Map.entry("overlaps", List.of()),
                Map.entry("uses", 0L)));
    assertThat(issued.err().lines())
        .contains(
            "name night run",
            "owner acme",
            "tenant blue",
            "scopes orders:read orders:write",
            "roles buyer auditor",
            "routes /orders/** /returns",
            "allow-ip 192.0.2.0/24 2001:db8::1/128",
            "permits 1000",
            "per 1m",
            "expires " + expires);
  }

  @Test
  void issue_planInPlaceOfLimit_carried() throws Exception {
    Run issued = keys.issued("--plan", "gold");
    assertThat(keys.run("show", "--id", issued.id(), "--json").json())
        .containsEntry("plan", "gold")
        .doesNotContainKeys("permits", "per");
  }

  @Test
  void issue_expiry_asOptionOrConfigurationSays() throws Exception {
    Run never = keys.issued("--expires-in", "never");
    assertThat(never.err().lines()).contains("expires never");
    assertThat(keys.run("show", "--id", never.id(), "--json").json()).doesNotContainKey("expires");
    assertThat(keys.run("show", "--id", never.id()).out().lines()).contains("expires never");

    Map<String, Object> usual = keys.run("show", "--id", keys.issued().id(), "--json").json();
    assertThat(
            Duration.between(
                Instant.parse((String) usual.get("created")),
                Instant.parse((String) usual.get("expires"))))
        .isEqualTo(Duration.ofDays(90));
  }

  /** What the commands change is seen by a gateway that runs, without a word to it. */
  @Test
  void issue_besideRunningGateway_passesThere() throws Exception {
    try (EdgeAuth running = keys.edge()) {
      String secret = keys.issued().secret();
      await().atMost(Duration.ofSeconds(10)).until(() -> KeyCommands.passes(running, secret));
    }
  }

  @Test
  @DisplayName(
      "A10, C05: after it was shown a key stands in no file and no output, nor does a hash")
  void issue_key_nowhereAfterwards() throws Exception {
    Run issued = keys.issued("--name", "night run");
    String id = issued.id();
    Run rotated = keys.run("rotate", "--id", id);
    try (EdgeAuth edge = keys.edge()) { // uses are written, too
      assertThat(KeyCommands.passes(edge, issued.secret())).isTrue();
      assertThat(KeyCommands.passes(edge, rotated.secret())).isTrue();
    }
    StringBuilder said = new StringBuilder(issued.err()).append(rotated.err());
    for (Run run :
        List.of(
            keys.run("list"),
            keys.run("list", "--json"),
            keys.run("show", "--id", id),
            keys.run("show", "--id", id, "--json"),
            keys.run("revoke", "--id", id),
            keys.run("rotate", "--id", id),
            keys.run("list", "--json"))) {
      said.append(run.out()).append(run.err());
    }
    String files = keys.allFiles();

    assertThat(files).contains(id, "sha-256:");
    assertThat(said).contains(id).doesNotContain("sha-256", "hash");
    for (Run shown : List.of(issued, rotated)) {
      String random = shown.secret().substring("ck_live_".length());
      assertThat(files).doesNotContain(random, random.substring(0, 12));
      assertThat(said).doesNotContain(random, random.substring(0, 12));
    }
    for (String line : files.split("sha-256:", -1)) {
      assertThat(said).doesNotContain(line.substring(0, 12));
    }
  }

  /** Nobody has such a key, and whoever asked for it must be able to end it. */
  @Test
  void issue_nobodyReadsOutput_saidWithIdAndRevocable() throws Exception {
    Run issued = keys.runUnread("issue", "--owner", "acme");

    assertThat(issued.code()).isEqualTo(1);
    assertThat(issued.err())
        .contains("edgeauth: standard output did not take the new key of " + issued.id())
        .contains("revoke it");
    assertThat(keys.run("revoke", "--id", issued.id()).code()).isZero();
  }

  @Test
  void issue_storeCannotBeWritten_noKeyAndExitsWithOne() throws Exception {
    keys.replace("{path: keys.json}", "{path: missing/keys.json}");
    Run refused = keys.run("issue", "--owner", "acme");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("edgeauth: not written: ").doesNotContain("\tat ");

    Files.createDirectory(directory.resolve("missing"));
    assertThat(keys.run("issue", "--owner", "acme").code()).isZero();
  }

  /** The driver comes with the gateway; only the database is missing. */
  @Test
  void issue_databaseOutOfReach_exitsWithOne() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String store =
        "{jdbc: {url: 'jdbc:postgresql://127.0.0.1:" + free + "/keys', password: planted}}";
    keys.replace("{file: {path: keys.json}}", store);
    for (Run run :
        List.of(
            keys.run("issue", "--owner", "acme"),
            keys.run("list", "--json"),
            keys.run("revoke", "--id", "key_0123"))) {
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .startsWith("edgeauth: store.jdbc: the database is out of reach (SQLState 08")
          .doesNotContain("planted", "\tat ");
    }
    assertThat(keys.run("revoke", "--id", "key_0123").err()).contains("the key may still be good");
  }

  /** A plan that is mistyped would leave the key under no plan at all. */
  @Test
  void issue_planUnknown_refusedWhereThereArePlans() throws Exception {
    assertThat(keys.run("issue", "--owner", "acme", "--plan", "glod").code()).isZero();
    keys.replace("  audit:", "  plans: {gold: {rate: {permits: 5, per: 1m}}}\n  audit:");
    Run refused = keys.run("issue", "--owner", "acme", "--plan", "glod");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("--plan: glod (expected: one of gold)");
    assertThat(keys.run("issue", "--owner", "acme", "--plan", "gold").code()).isZero();
    assertThat(keys.run("issue", "--owner", "acme").code()).isZero();
  }
}
