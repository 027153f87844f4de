package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.examples.backend.Backend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The drill of docs/mtls.md, run as it stands there; its ports alone are others. */
final class DocumentedCertificatesIT {

  private static final String SCRIPT = "edgeauth-examples/gateway/make-certificates";

  @TempDir private Path directory;

  static boolean hasShellCurlAndOpenssl() {
    return List.of("/bin/sh", "/bin/bash", "/usr/bin/curl", "/usr/bin/openssl").stream()
        .allMatch(program -> Files.isExecutable(Path.of(program)));
  }

  private static String drill() throws IOException {
    String page = Files.readString(Path.of("../../docs/mtls.md"));
    return page.substring(page.indexOf("## The drill"), page.indexOf("## What can be changed"));
  }

  private static List<String> all(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.results().map((MatchResult one) -> one.group(1)).toList();
  }

  @Test
  @EnabledIf("hasShellCurlAndOpenssl")
  void drill_asItIsWritten_answersWhatItSays() throws Exception {
    List<String> scripts = all("(?s)```sh\n(.*?)```", drill());
    assertThat(scripts).hasSize(2);
    assertThat(scripts.get(0)).contains(SCRIPT);
    run(
        scripts
            .get(0)
            .replace(SCRIPT, "\"" + Path.of("make-certificates").toAbsolutePath() + "\""));
    try (Backend backend = Backend.start(0)) {
      String configuration = all("(?s)```yaml\n(.*?)```", drill()).get(0);
      Path file =
          Files.writeString(
              directory.resolve("edgeauth.yaml"),
              configuration
                  .replace("8443", "0")
                  .replace("http://127.0.0.1:9000", backend.uri().toString()));
      try (GatewayProcess gateway = GatewayProcess.serve(file)) {
        String here =
            scripts.get(1).replace("localhost:8443", "localhost:" + gateway.listening().getPort());
        List<String> said = all("(?m)^call .*# ([0-9]{3})$", scripts.get(1));
        assertThat(said).containsExactly("401", "200", "403", "200");
        assertThat(all("(?m)^([0-9]{3})$", run(here))).isEqualTo(said);
      }
    }
  }

  private String run(String script) throws Exception {
    Path said = directory.resolve("said");
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      boolean ended = shell.waitFor(120, TimeUnit.SECONDS);
      String text = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(ended).as(text).isTrue();
      return text;
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }
}
