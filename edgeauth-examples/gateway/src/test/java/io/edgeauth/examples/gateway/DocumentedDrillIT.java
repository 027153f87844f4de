package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.examples.backend.Backend;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The drill of docs/api-keys.md, run as it stands there; its ports alone are others. */
final class DocumentedDrillIT {

  private static final Pattern STATUS_SAID = Pattern.compile("(?m)^call .*# ([0-9]{3})$");
  private static final Pattern STATUS_GOT = Pattern.compile("(?m)^([0-9]{3})$");

  /**
   * In place of the page's second, which a busy machine may not keep: until the new key is seen.
   */
  private static final String SEEN =
      """
      seen() {
        newest=$(ls -t old.txt new.txt 2>/dev/null | head -n 1)
        until [ "$(call "$newest")" = 200 ]; do sleep 0.1; done
      }
      """;

  @TempDir private Path directory;

  static boolean hasShellAndCurl() {
    return Files.isExecutable(Path.of("/bin/sh")) && Files.isExecutable(Path.of("/usr/bin/curl"));
  }

  private static String drill() throws IOException {
    String page = Files.readString(Path.of("../../docs/api-keys.md"));
    return page.substring(
        page.indexOf("### The drill"), page.indexOf("### Rotation, step by step"));
  }

  private static String block(String language, String text) {
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(text);
    assertThat(block.find()).as(language).isTrue();
    return block.group(1);
  }

  private static List<String> statuses(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult one) -> one.group(1)).toList();
  }

  @Test
  @EnabledIf("hasShellAndCurl")
  void drill_asItIsWritten_printsWhatItSays() throws Exception {
    try (Backend backend = Backend.start(0)) {
      Path file =
          Files.writeString(
              directory.resolve("edgeauth.yaml"),
              block("yaml", drill())
                  .replace("8080", "0")
                  .replace("9090", "0")
                  .replace("http://127.0.0.1:9000", backend.uri().toString()));
      String script = block("sh", drill());
      try (GatewayProcess gateway = GatewayProcess.serve(file)) {
        String out = run(script, gateway.listening(), gateway.managing());
        List<String> said = statuses(STATUS_SAID, script);
        assertThat(said).hasSize(5).contains("200", "401");
        assertThat(statuses(STATUS_GOT, out)).as(out).isEqualTo(said);
        assertThat(out).contains("state rotating", "\"usage\":{\"count\":", "\"revokedAt\":");
      }
    }
    Path key = directory.resolve("new.txt");
    assertThat(Files.readString(key)).startsWith("ck_live_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  private String run(String script, URI listening, URI managing) throws Exception {
    String here =
        script
            .replace("java -jar edgeauth-gateway.jar", "\"$JAVA\" -Xmx48m -jar \"$JAR\"")
            .replace("http://127.0.0.1:8080", listening.toString())
            .replace("http://127.0.0.1:9090", managing.toString())
            .replaceAll("(?m)^sleep 1.*$", "seen");
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", "-c", SEEN + here)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile());
    shell
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
    shell
        .environment()
        .put("JAR", Path.of(System.getProperty("gateway.jar")).toAbsolutePath().toString());
    Process process = shell.start();
    try {
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      String said = Files.readString(directory.resolve("said"), StandardCharsets.UTF_8);
      assertThat(ended).as(said).isTrue();
      return said;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
