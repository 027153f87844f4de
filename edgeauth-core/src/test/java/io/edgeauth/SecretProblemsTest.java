package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.keys.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C04: a secret that is none is a problem at its line, and no problem shows it. */
final class SecretProblemsTest {

  @TempDir private Path directory;

  private List<Problem> problems(String secret) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("edgeauth.yaml"),
            """
            edgeauth:
              authenticators:
                user:
                  jwt:
                    issuer: a
                    audience: api
                    secret: %s
              routes: [{path: /a, authenticate: user}]
            """
                .formatted(secret));
    try {
      EdgeAuth.builder().configuration(file).onlyLooking().build().close();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  private static String fresh() {
    return HexFormat.of().formatHex(TestKey.randomBytes(16));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "${NO_SUCH_VARIABLE_HERE} | environment variable NO_SUCH_VARIABLE_HERE is not set",
        "'${NO_SUCH_VARIABLE_HERE:}' | an empty secret",
        "'' | an empty secret",
        "\"\" | an empty secret",
        "[] | an empty list",
        "~ | no value",
        "'env:NO_SUCH_VARIABLE_HERE' | no variable NO_SUCH_VARIABLE_HERE",
        "'literal:' | an empty secret",
        "'file:empty' | an empty secret",
        "'file:missing' | cannot be read",
        "\"file:a\\0planted\" | no file's name",
        "changeit | others know or guess",
        "Secret | others know or guess",
        "your-256-bit-secret | others know or guess",
        "'change-me-before-you-go-to-production' | others know or guess",
        "'file:sample' | others know or guess",
        "'$${NO_SUCH_VARIABLE_HERE_AT_ALL_NOWHERE}' | others know or guess",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= | others know or guess",
        "planted-31-bytes-0123456789abcd | a secret of 31 bytes (expected: 32 or more)",
      })
  void build_badSecret_oneProblemThatDoesNotShowIt(String writing, String expected)
      throws IOException {
    Files.writeString(directory.resolve("empty"), "\n");
    Files.writeString(
        directory.resolve("sample"), Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    List<Problem> problems = problems(writing);
    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.origin().line()).isEqualTo(7);
    assertThat(problem.keyPath()).isEqualTo("edgeauth.authenticators.user.jwt.secret");
    assertThat(problem.message())
        .contains(expected)
        .doesNotContain("planted", "changeit", "256-bit", "change-me", "AAAA");
  }

  @Test
  void build_goodSecret_noProblem() throws IOException {
    Files.writeString(directory.resolve("good"), fresh() + "\n");
    assertThat(problems(fresh())).isEmpty();
    assertThat(problems("'file:good'")).isEmpty();
    assertThat(problems("[" + fresh() + ", 'literal:" + fresh() + "']")).isEmpty();
  }

  /** Of several, the one that is meant is told by its place. */
  @Test
  void build_oneOfSeveralBad_toldWhich() throws IOException {
    assertThat(problems("[" + fresh() + ", planted, " + fresh() + "]"))
        .extracting(Problem::message)
        .containsExactly("secret 2 of 3: a secret of 7 bytes (expected: 32 or more)");
    assertThat(problems("[" + fresh() + ", '']"))
        .extracting(Problem::message)
        .anyMatch(message -> message.contains("an empty secret"));
  }

  @Test
  void build_sampleInCode_refusedToo() {
    EdgeAuthBuilder builder =
        EdgeAuth.builder()
            .authenticator(
                "user",
                Jwt.issuer("a")
                    .audience("api")
                    .secret(Secret.parse("env:S", directory, Map.of("S", "k".repeat(64)))))
            .route(io.edgeauth.route.Route.path("/a").authenticate("user"));
    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("others know or guess")
        .hasMessageNotContaining("kkk");
  }
}
