package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The commands below {@code keys}, on a configuration that keeps keys in a file. */
final class KeyCommands implements AutoCloseable {

  private static final String CONFIGURATION =
      """
      edgeauth:
        authenticators:
          partner: {api-key: {prefix: ck_live_, store: {file: {path: keys.json}}}}
          forgetful: {api-key: {prefix: fg_, store: memory}}
          user: {jwt: {issuer: '%s', audience: api}}
        routes:
          - {path: /orders/**, authenticate: partner}
          - {path: /**, authenticate: user}
        audit: {log: none}
      """;

  /** What a command said. */
  record Run(int code, String out, String err) {

    /** The key, where it is all that stands on standard output. */
    String secret() {
      assertThat(out).matches("ck_live_[0-9A-Za-z]{49}\\R");
      return out.strip();
    }

    String id() {
      assertThat(err).matches("(?s)id key_[0-9a-f]{24}\\R.*");
      return err.lines().findFirst().orElseThrow().substring(3);
    }

    Map<String, Object> json() throws java.text.ParseException {
      return JSONObjectUtils.parse(out);
    }
  }

  /** Standard output after its reader has gone. */
  static final class GoneReader extends Writer {

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final TestIssuer issuer = TestIssuer.start(TestKey.of("ES256", "k1"));
  private final Path directory;
  private final Path file;

  KeyCommands(Path directory) throws IOException {
    this.directory = directory;
    this.file =
        Files.writeString(
            directory.resolve("edgeauth.yaml"), CONFIGURATION.formatted(issuer.issuer()));
  }

  Path file() {
    return file;
  }

  Path keys() {
    return directory.resolve("keys.json");
  }

  Path uses() {
    return directory.resolve("keys.json.usage");
  }

  /** Changes the configuration. */
  void replace(String text, String by) throws IOException {
    String now = Files.readString(file);
    assertThat(now).contains(text);
    Files.writeString(file, now.replace(text, by));
  }

  /** Runs a command on the keys of {@code partner}. */
  Run run(String command, String... more) {
    return main(new StringWriter(), of("partner", command, more));
  }

  Run runOf(String authenticator, String command, String... more) {
    return main(new StringWriter(), of(authenticator, command, more));
  }

  /** The same while nobody reads standard output. */
  Run runUnread(String command, String... more) {
    return main(new GoneReader(), of("partner", command, more));
  }

  private String[] of(String authenticator, String command, String... more) {
    List<String> all = new ArrayList<>(List.of("keys", command, "--config", file.toString()));
    all.addAll(List.of("--authenticator", authenticator));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  static Run main(Writer out, String... arguments) {
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Run(code, out instanceof StringWriter ? out.toString() : "", err.toString());
  }

  /** A good key. */
  Run issued(String... more) {
    String[] all =
        Stream.concat(Stream.of("--owner", "acme"), Stream.of(more)).toArray(String[]::new);
    Run issued = run("issue", all);
    assertThat(issued.code()).as(issued.err()).isZero();
    return issued;
  }

  /** What the gateway would run. */
  EdgeAuth edge() {
    return EdgeAuth.builder().configuration(file).onlyLooking().build();
  }

  static boolean passes(EdgeAuth edge, String secret) {
    TestRequest request =
        TestRequest.get("/orders/7").peer("192.0.2.7").header("X-API-Key", secret);
    return edge.decide(request) instanceof Decision.Forward;
  }

  boolean passes(String secret) {
    try (EdgeAuth edge = edge()) {
      return passes(edge, secret);
    }
  }

  /** Everything that stands in a file here. */
  String allFiles() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path one : files.toList()) {
        all.append(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  /** How often the issuer was called. */
  int calls() {
    return issuer.metadataRequests() + issuer.keySetRequests();
  }

  @Override
  public void close() {
    issuer.close();
  }
}
