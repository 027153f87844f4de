package io.edgeauth.authn.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.jwt.DenyListReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file of denials may say, line by line. */
final class DenyListReaderTest {

  private static final long TIME = Instant.parse("2026-11-22T10:00:00Z").getEpochSecond();
  private static final String BEFORE = " before 2026-11-22T10:00:00Z";

  @TempDir private Path directory;

  private static DenialIndex denials(String content) {
    Reading reading = DenyListReader.read(content.getBytes(UTF_8));
    assertThat(reading).isInstanceOf(Reading.Denials.class);
    return ((Reading.Denials) reading).index();
  }

  private static String fault(String content) {
    return fault(DenyListReader.read(content.getBytes(UTF_8)));
  }

  private static String fault(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Faulty.class);
    return ((Reading.Faulty) reading).why();
  }

  private static boolean deniesToken(DenialIndex index, String jti) {
    return index.denies(new TokenMarks(jti, null, null, TIME));
  }

  private static boolean deniesSubject(DenialIndex index, String subject, long issuedAt) {
    boolean denied = index.denies(new TokenMarks("t", subject, null, issuedAt));
    assertThat(index.denies(new TokenMarks(null, "other", subject, issuedAt))).isEqualTo(denied);
    return denied;
  }

  private static boolean deniesAlways(DenialIndex index, String subject) {
    return deniesSubject(index, subject, 253_402_300_799L)
        && deniesSubject(index, subject, Long.MIN_VALUE);
  }

  @Test
  void read_eachKind_namesItAlone() {
    DenialIndex index = denials("jti:t1\nsub:alice\nsub:bob" + BEFORE + "\n");

    assertThat(deniesToken(index, "t1")).isTrue();
    assertThat(deniesToken(index, "T1")).isFalse();
    assertThat(deniesToken(index, "alice")).isFalse();
    assertThat(deniesAlways(index, "alice")).isTrue();
    assertThat(deniesSubject(index, "t1", TIME)).isFalse();
    assertThat(deniesSubject(index, "bob", TIME - 1)).isTrue();
    assertThat(deniesSubject(index, "bob", TIME)).isFalse();
    assertThat(deniesSubject(index, "bob" + BEFORE, TIME)).isFalse();
    assertThat(index.denies(new TokenMarks(null, null, null, Long.MIN_VALUE))).isFalse();
  }

  @Test
  void read_tokenWithoutIat_isBeforeAnyTime() {
    DenialIndex index = denials("sub:bob before 0001-01-01T00:00:00Z");
    assertThat(deniesSubject(index, "bob", Long.MIN_VALUE)).isTrue();
    assertThat(deniesSubject(index, "bob", 0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T10:00:00Z, 0",
    "2026-11-22T10:00Z, 0",
    "2026-11-22t10:00:00z, 0",
    "2026-11-22T11:30:00+01:30, 0",
    "2026-11-22T02:00:00-08:00, 0",
    "2026-11-22T10:00:00.000Z, 0",
    "2026-11-22T10:00:00.000000001Z, 1",
    "2026-11-22T10:00:00.5Z, 1",
    "2026-11-22T09:59:59.999999999Z, 0",
    "2026-11-22T10:00:01Z, 1"
  })
  void read_time_deniedToTheSecond(String time, int after) {
    DenialIndex index = denials("sub:bob before " + time);
    assertThat(deniesSubject(index, "bob", TIME + after - 1)).isTrue();
    assertThat(deniesSubject(index, "bob", TIME + after)).isFalse();
  }

  @Test
  void read_timeBeforeTheEpoch_deniedToTheSecond() {
    DenialIndex index = denials("sub:bob before 1969-12-31T23:59:58.5Z");
    assertThat(deniesSubject(index, "bob", -2)).isTrue();
    assertThat(deniesSubject(index, "bob", -1)).isFalse();
  }

  @Test
  void read_severalTimesOfOneSubject_theLatestCounts() {
    String early = "sub:bob before 2026-11-22T09:00:00Z\n";
    String late = "sub:bob" + BEFORE + "\n";
    for (String content : new String[] {early + late, late + early, late + late}) {
      DenialIndex index = denials(content);
      assertThat(deniesSubject(index, "bob", TIME - 1)).isTrue();
      assertThat(deniesSubject(index, "bob", TIME)).isFalse();
    }
    assertThat(deniesAlways(denials(late + "sub:bob\n"), "bob")).isTrue();
    assertThat(deniesAlways(denials("sub:bob\n" + late), "bob")).isTrue();
  }

  /** A subject may hold the word; only what follows the last one is the time. */
  @Test
  void read_severalBefores_theLastCounts() {
    DenialIndex index = denials("sub:the day before tomorrow" + BEFORE);
    assertThat(deniesSubject(index, "the day before tomorrow", TIME - 1)).isTrue();
    assertThat(deniesSubject(index, "the day before tomorrow", TIME)).isFalse();
    assertThat(deniesSubject(index, "the day", TIME - 1)).isFalse();
    assertThat(deniesAlways(denials("sub:beforehand"), "beforehand")).isTrue();
    assertThat(deniesAlways(denials("sub:x-before y"), "x-before y")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  sub:bob before 2026-11-22T10:00:00Z\t",
        "sub: bob  before  2026-11-22T10:00:00Z\r\n",
        "sub:bob\tbefore\t2026-11-22T10:00:00Z",
        "sub:bob BEFORE 2026-11-22T10:00:00Z",
        "\n\n#\n  # bob is gone\r\nsub:bob before 2026-11-22T10:00:00Z"
      })
  void read_whiteSpaceCommentsAndCase_doNotCount(String content) {
    DenialIndex index = denials(content);
    assertThat(deniesSubject(index, "bob", TIME - 1)).isTrue();
    assertThat(deniesSubject(index, "bob", TIME)).isFalse();
  }

  @Test
  void read_values_exactAndUtf8() {
    DenialIndex index = denials("jti:a:b=c#d\r\nsub:J\u00f6rg \ud83d\ude00 x\n  jti: e  \n");
    assertThat(deniesToken(index, "a:b=c#d")).isTrue();
    assertThat(deniesToken(index, "e")).isTrue();
    assertThat(deniesAlways(index, "J\u00f6rg \ud83d\ude00 x")).isTrue();
  }

  /** An id has no spaces: whoever writes some means more than an id. */
  @ParameterizedTest
  @ValueSource(
      strings = {"jti:a before 2026-11-22T10:00:00Z", "jti:a b", "jti:a, jti:b", "jti:a\tb"})
  void read_tokenWithSpaces_fault(String line) {
    assertThat(fault(line)).startsWith("line 1: a jti with spaces (expected");
    assertThat(deniesToken(denials("jti:a"), "a")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "# nobody", " "})
  void read_nothing_deniesNobody(String content) {
    DenialIndex index = denials(content);
    assertThat(deniesToken(index, "t1")).isFalse();
    assertThat(deniesSubject(index, "alice", Long.MIN_VALUE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planted",
        "planted:x",
        "JTI:planted",
        "jti planted",
        "jti :planted",
        "-sub:planted",
        "<<<<<<< planted"
      })
  void read_otherLine_faultWithItsNumberAlone(String line) {
    assertThat(fault("jti:a\n\n" + line + "\njti:b"))
        .isEqualTo(
            "line 3: no denial (expected: jti:VALUE, sub:VALUE or"
                + " sub:VALUE before 2026-11-22T10:00:00Z)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jti:", "jti: ", "sub:", "sub:\t", "sub:" + BEFORE, "sub: " + BEFORE})
  void read_noValue_fault(String line) {
    assertThat(fault(line)).startsWith("line 1: no value (expected: jti:VALUE");
  }

  /** What is no time is never taken for a part of the subject. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "planted before",
        "planted before ",
        "before",
        "before planted",
        "planted before yesterday",
        "planted before 2026-11-22",
        "planted before 2026-11-22T10:00:00",
        "planted before 2026-11-22 10:00:00Z",
        "planted before 2026-02-30T10:00:00Z",
        "planted before 2026-11-22T24:00:00Z",
        "planted before 2026-11-22T10:00:60Z",
        "planted before 1795341600",
        "planted before 2026-11-22T10:00:00Z.",
        "planted before 2026-11-22T10:00:00Z before tomorrow",
        "planted\tbefore\tnow",
        "planted Before now"
      })
  void read_noTime_fault(String value) {
    assertThat(fault("#\nsub:" + value))
        .startsWith("line 2: no time after before (expected: ")
        .doesNotContain("planted", "yesterday", "1795341600");
  }

  /** A denial that somebody explained beside it would name nobody, and look as if it did. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jti:planted # laptop",
        "sub:planted\t#laptop",
        "sub:planted before 2026-11-22T10:00:00Z # laptop"
      })
  void read_commentBehindADenial_fault(String line) {
    assertThat(fault(line))
        .isEqualTo("line 1: a comment behind a denial (expected: on a line of its own)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jti:a\rjti:b",
        "sub:a\u0000",
        "jti:a\u0085b",
        "sub:\u001ba",
        "jti:\u007f",
        "\ufeffjti:a",
        "jti:a\u00a0",
        "jti:\u200ba",
        "jti:a\u2028jti:b",
        "sub:bob before\u00a02026-11-22T10:00:00Z"
      })
  void read_unseenCharacter_fault(String line) {
    assertThat(fault("jti:a\n" + line + "\n"))
        .startsWith("line 2: a character that nobody sees (expected");
  }

  @Test
  void read_noUtf8_faultInItsLine() {
    assertThat(fault(DenyListReader.read("jti:a\nsub:J\u00f6rg\n".getBytes(ISO_8859_1))))
        .isEqualTo("line 2: no UTF-8");
    assertThat(fault(DenyListReader.read("jti:a\n# J\u00f6rg".getBytes(ISO_8859_1))))
        .isEqualTo("line 2: no UTF-8");
  }

  @Test
  void read_aMillionLines_theNextIsAFault() {
    String most = "#\n".repeat(999_999) + "jti:last";
    assertThat(deniesToken(denials(most), "last")).isTrue();
    assertThat(deniesToken(denials(most + "\n"), "last")).isTrue();
    assertThat(fault(most + "\n#")).isEqualTo("more than 1000000 lines");
  }

  /** A file without end is not read to its end. */
  @Test
  void read_file64MB_theNextByteIsAFault() throws IOException {
    byte[] content = new byte[64 * 1024 * 1024 + 1];
    Arrays.fill(content, (byte) '#');
    for (int i = 127; i < content.length; i += 128) {
      content[i] = '\n';
    }
    Path file = directory.resolve("denied");
    Files.write(file, content);
    assertThat(fault(DenyListReader.read(file))).isEqualTo("larger than 64 MB");
    Files.write(file, Arrays.copyOf(content, content.length - 1));
    assertThat(DenyListReader.read(file)).isInstanceOf(Reading.Denials.class);
  }

  @Test
  void read_fileThatCannotBeRead_fault() throws IOException {
    Path file = directory.resolve("denied");
    assertThat(fault(DenyListReader.read(file)))
        .isEqualTo("cannot be read (NoSuchFileException: " + file + ")");
    assertThat(fault(DenyListReader.read(directory))).startsWith("cannot be read (IOException");
    Files.writeString(file, "jti:a");
    assertThat(DenyListReader.read(file)).isInstanceOf(Reading.Denials.class);
  }
}
