package io.edgeauth.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How secrets are written, and that they are never shown: C04, C05. */
final class SecretTest {

  private static final String VALUE =
      HexFormat.of().formatHex(io.edgeauth.fixtures.TestKey.randomBytes(32));

  @TempDir private Path directory;

  private Secret parse(String writing) {
    return Secret.parse(writing, directory, Map.of("NAME", VALUE, "EMPTY", ""));
  }

  private String read(String writing) throws IOException {
    return new String(parse(writing).read(), UTF_8);
  }

  @Test
  void parse_eachForm_read() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), VALUE);

    assertThat(read(VALUE)).isEqualTo(VALUE);
    assertThat(read("env:NAME")).isEqualTo(VALUE);
    assertThat(read("env:EMPTY")).isEmpty();
    assertThat(read("file:secret")).isEqualTo(VALUE);
    assertThat(read("file:" + file)).isEqualTo(VALUE);
    assertThat(read("literal:env:NAME")).isEqualTo("env:NAME");
    assertThat(read("literal:literal:x")).isEqualTo("literal:x");
    assertThat(read("ENV:NAME")).isEqualTo("ENV:NAME");
    assertThat(new String(Secret.of("env:NAME").read(), UTF_8)).isEqualTo("env:NAME");
    assertThat(parse("file:secret").file()).isEqualTo(file);
    assertThat(parse(VALUE).file()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'a\\n', a",
    "'a\\r\\n', a",
    "'a\\n\\n', 'a\\n'",
    "'a ', 'a '",
    "'\\n', ''",
    "'', ''"
  })
  void read_file_oneTrailingLineBreakDoesNotCount(String content, String value) throws IOException {
    Files.writeString(directory.resolve("secret"), unescaped(content));

    assertThat(read("file:secret")).isEqualTo(unescaped(value));
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  @Test
  void parse_variableThatIsNotThere_namedInTheMessage() {
    assertThatThrownBy(() -> parse("env:MISSING"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the environment has no variable MISSING");
  }

  @Test
  void read_fileThatIsNotThere_fails() {
    assertThatThrownBy(() -> parse("file:missing").read()).isInstanceOf(IOException.class);
  }

  @Test
  void toString_anyForm_showsNothing() throws IOException {
    Files.writeString(directory.resolve("secret"), VALUE);
    for (String writing : new String[] {VALUE, "env:NAME", "file:secret", "literal:" + VALUE}) {
      assertThat(parse(writing)).asString().isEqualTo("Secret[not shown]");
    }
  }

  @Test
  void equals_writing_decides() {
    assertThat(parse(VALUE)).isEqualTo(parse(VALUE)).hasSameHashCodeAs(parse(VALUE));
    assertThat(parse("file:a")).isEqualTo(parse("file:a")).isNotEqualTo(parse("file:b"));
    assertThat(parse("env:NAME")).isNotEqualTo(parse("env:EMPTY"));
    assertThat(parse("env:NAME"))
        .isNotEqualTo(Secret.parse("env:NAME", directory, Map.of("NAME", "changed")));
    assertThat(parse("file:a"))
        .isNotEqualTo(Secret.parse("file:a", directory.resolve("b"), Map.of()));
  }

  @Test
  void read_result_isACopy() throws IOException {
    Secret secret = parse(VALUE);
    secret.read()[0] ^= 1;
    assertThat(secret.read()).isEqualTo(VALUE.getBytes(UTF_8));
  }
}
