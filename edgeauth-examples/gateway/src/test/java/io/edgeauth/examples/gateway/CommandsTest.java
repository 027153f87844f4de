package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print and with which code they exit. */
final class CommandsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path directory;
  private Surroundings around;

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
  }

  @AfterEach
  void stop() {
    around.close();
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private int explain(String method, String path, String... more) {
    String[] arguments = {
      "explain", "--config", around.file().toString(), "--method", method, "--path", path
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return run(all);
  }

  @Test
  void check_rightFile_listsRoutes() {
    assertThat(run("check", "--config", around.file().toString())).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "/public/** access: public",
            "/optional/** authenticate: user; optional",
            "/admin/** authenticate: user; roles: [admin]",
            "upstream /** " + around.backend().uri());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void check_json_listsRoutes() throws Exception {
    assertThat(run("check", "--json", "--config", around.file().toString())).isZero();
    Map<String, Object> report = JSONObjectUtils.parse(out.toString());

    assertThat(report).containsEntry("valid", true);
    assertThat((List<?>) report.get("routes")).hasSize(5);
    assertThat(((List<?>) report.get("routes")).get(3))
        .isEqualTo(
            Map.of(
                "path",
                "/admin/**",
                "methods",
                List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
                "authenticate",
                List.of("user"),
                "optional",
                false,
                "require",
                Map.of("roles", List.of("admin")),
                "mode",
                "enforce",
                "keep-credentials",
                false,
                "ip-rules",
                Map.of("allow", List.of(), "deny", List.of())));
  }

  /** Who only looks at the list must see which routes refuse nobody. */
  @Test
  void check_shadowAndKeptCredentials_listed() throws Exception {
    String text = Files.readString(around.file());
    String loosened = "mode: shadow, forward: {keep-credentials: true}}";
    Files.writeString(around.file(), text.replace("require: {roles: admin}}", loosened));

    assertThat(run("check", "--config", around.file().toString())).isZero();
    assertThat(out.toString())
        .contains("authenticate: user; mode: shadow; keep-credentials")
        .containsOnlyOnce("shadow");
  }

  /** Nobody is called to be told. */
  @Test
  void check_tokenExchange_listed() throws Exception {
    String text = Files.readString(around.file());
    String exchange =
        "edgeauth:\n  forward: {token-exchange: {orders: {endpoint: 'http://127.0.0.1:1/token',"
            + " client-id: gateway, client-secret: s, audience: orders}}}\n";
    Files.writeString(
        around.file(),
        text.replaceFirst("edgeauth:\n", exchange)
            .replace("require: {roles: admin}}", "forward: {token-exchange: orders}}"));

    assertThat(run("check", "--config", around.file().toString())).as("%s", err).isZero();
    assertThat(out.toString()).contains("authenticate: user; token-exchange: orders");
    assertThat(run("check", "--config", around.file().toString(), "--json")).isZero();
    assertThat(out.toString()).contains("\"token-exchange\":\"orders\"");
  }

  @Test
  void check_fileOfAnotherApplication_needsNoGateway() throws Exception {
    String text = Files.readString(around.file());
    Files.writeString(around.file(), text.substring(0, text.indexOf("gateway:")));

    assertThat(run("check", "--config", around.file().toString())).isZero();
    assertThat(run("serve", "--config", around.file().toString())).isEqualTo(2);
    assertThat(err.toString()).contains(": gateway: missing");
  }

  @Test
  void check_wrongFile_tellsProblemsInBothForms() throws Exception {
    around.configure("drian: 3s");

    assertThat(run("check", "--json", "--config", around.file().toString())).isEqualTo(2);
    assertThat(err.toString()).contains(": gateway.drian: unknown key (did you mean `drain`?)");
    Map<String, Object> report = JSONObjectUtils.parse(out.toString());
    assertThat(report).containsEntry("valid", false);
    assertThat(((List<?>) report.get("problems")).get(0))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("file", around.file().toString())
        .containsEntry("key", "gateway.drian")
        .containsKeys("line", "message");
  }

  /** Files that the configuration names are read too. */
  @Test
  void check_denyList_toldWhenItIsWrong() throws Exception {
    Path denied = directory.resolve("denied.txt");
    String text = Files.readString(around.file());
    assertThat(text).contains("audience: ");
    Files.writeString(
        around.file(), text.replaceFirst("audience: ", "deny-list: denied.txt, audience: "));

    assertThat(run("check", "--config", around.file().toString())).isEqualTo(2);
    assertThat(err.toString()).contains(".jwt.deny-list: cannot be read (NoSuchFileException");
    Files.writeString(denied, "jti:a\nplanted\n");
    assertThat(run("check", "--config", around.file().toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(".jwt.deny-list: line 2: no denial (expected: ")
        .doesNotContain("planted");
    Files.writeString(denied, "jti:a\nsub:planted\n");
    assertThat(run("check", "--config", around.file().toString())).isZero();
  }

  @Test
  void check_missingFile_tellsOneProblem() {
    assertThat(run("check", "--config", "no-such.yaml")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("no-such.yaml: cannot be read: there is no such file");
  }

  @Test
  void explain_publicRoute_forwards() {
    assertThat(explain("GET", "/public/a?b=c")).isZero();
    assertThat(out.toString().lines())
        .contains("route passed: /public/**", "forward", "  upstream " + around.backend().uri());
  }

  @Test
  void explain_validToken_showsWhatBackendReceives() throws Exception {
    assertThat(explain("GET", "/orders", "--header", around.bearer(), "--json")).isZero();
    Map<String, Object> report = JSONObjectUtils.parse(out.toString());

    assertThat(report).containsEntry("decision", "forward");
    assertThat(JSONObjectUtils.getJSONObject(report, "set-headers"))
        .containsEntry("X-User-Id", List.of("alice"));
    assertThat(out.toString()).doesNotContain(around.token().substring(0, 40));
  }

  @Test
  void explain_missingToken_rejects() throws Exception {
    assertThat(explain("GET", "/orders", "--json")).isEqualTo(1);
    Map<String, Object> report = JSONObjectUtils.parse(out.toString());

    assertThat(report).containsEntry("decision", "reject").containsEntry("status", 401L);
    assertThat((List<?>) report.get("stages")).hasSize(4);
  }

  @Test
  void explain_missingRole_rejectsWithReason() {
    assertThat(explain("DELETE", "/admin/a", "--header", around.bearer())).isEqualTo(1);
    assertThat(out.toString()).contains("authorise refused: 403 ", "reject 403 Forbidden");
  }

  @Test
  void explain_malformedHeader_isUsageErrorThatRepeatsNothing() {
    assertThat(explain("GET", "/a", "--header", "secret-without-name")).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: ").doesNotContain("secret-without-name");
  }

  @Test
  void run_withoutCommand_isUsageError() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("serve, check, explain or keys", "Usage: ");
  }

  @Test
  void run_help_isNoError() {
    assertThat(run("--help")).isZero();
    assertThat(run("serve", "--help")).isZero();
    assertThat(out.toString()).contains("check", "explain", "keys", "--config=FILE");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void sample_ofThisModule_isRight() {
    assertThat(run("check", "--config", "edgeauth.yaml")).isZero();
  }
}
