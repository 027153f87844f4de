package io.edgeauth.authn.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of denials, one on each line, in UTF-8: {@code jti:VALUE}, {@code sub:VALUE} or
 * {@code sub:VALUE before TIME}. Blank lines, and those that begin with {@code #}, say nothing.
 * Used once.
 *
 * <p>Whatever could be meant otherwise is a fault, since a denial that names nobody would look like
 * one that works: a comment behind a value, a time that is none, a control character.
 */
final class DenyListReader {

  static final int MAX_BYTES = 64 * 1024 * 1024;
  static final int MAX_LINES = 1_000_000;

  private static final String EXPECTED =
      " (expected: jti:VALUE, sub:VALUE or sub:VALUE before 2026-11-22T10:00:00Z)";

  /** Greedy: of several such words the last one counts. */
  private static final Pattern LIMITED =
      Pattern.compile("(.*\\s)before(\\s.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern REMARK = Pattern.compile("\\s#");

  /** What reading gave: the denials, or why there are none. */
  sealed interface Reading {

    record Denials(DenialIndex index) implements Reading {}

    /** What is wrong, and in which line; never what stands there. */
    record Faulty(String why) implements Reading {}
  }

  private final Set<String> tokens = new HashSet<>();
  private final Map<String, Long> deniedBelow = new HashMap<>();

  private DenyListReader() {}

  static Reading read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in.readNBytes(MAX_BYTES + 1));
    } catch (IOException e) {
      return new Reading.Faulty(
          "cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")");
    }
  }

  static Reading read(byte[] content) {
    if (content.length > MAX_BYTES) {
      return new Reading.Faulty("larger than 64 MB");
    }
    DenyListReader reader = new DenyListReader();
    int number = 0;
    for (int from = 0; from < content.length; ) {
      int end = from;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      if (++number > MAX_LINES) {
        return new Reading.Faulty("more than " + MAX_LINES + " lines");
      }
      String fault = reader.take(content, from, end);
      if (fault != null) {
        return new Reading.Faulty("line " + number + ": " + fault);
      }
      from = end + 1;
    }
    return new Reading.Denials(new DenialIndex(reader.tokens, reader.deniedBelow));
  }

  private @Nullable String take(byte[] content, int from, int end) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content, from, end - from);
      return take(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().strip());
    } catch (CharacterCodingException e) {
      return "no UTF-8";
    }
  }

  private @Nullable String take(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return null;
    }
    if (line.codePoints().anyMatch(DenyListReader::isUnseen)) {
      return "a character that nobody sees" + EXPECTED;
    }
    if (REMARK.matcher(line).find()) {
      return "a comment behind a denial (expected: on a line of its own)";
    }
    if (line.startsWith("jti:")) {
      return takeToken(line.substring(4).strip());
    }
    return line.startsWith("sub:")
        ? takeSubject(line.substring(4).strip())
        : "no denial" + EXPECTED;
  }

  /** Controls, marks of direction and width, and every space but the plain one and the tab. */
  private static boolean isUnseen(int c) {
    int type = Character.getType(c);
    return (c != '\t' && Character.isISOControl(c))
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || (type == Character.SPACE_SEPARATOR && c != ' ');
  }

  /** An id has no spaces: what has some was meant as more than an id. */
  private @Nullable String takeToken(String jti) {
    if (jti.isEmpty() || jti.indexOf(' ') >= 0 || jti.indexOf('\t') >= 0) {
      return (jti.isEmpty() ? "no value" : "a jti with spaces") + EXPECTED;
    }
    tokens.add(jti);
    return null;
  }

  private @Nullable String takeSubject(String value) {
    // Spaces around, so that the word without a subject or a time is seen for what it is.
    Matcher limited = LIMITED.matcher(" " + value + " ");
    if (!limited.matches()) {
      return takeSubject(value, Instant.MAX);
    }
    try {
      Instant before = OffsetDateTime.parse(limited.group(2).strip()).toInstant();
      return takeSubject(limited.group(1).strip(), before);
    } catch (DateTimeParseException e) {
      return "no time after before" + EXPECTED;
    }
  }

  private @Nullable String takeSubject(String subject, Instant before) {
    if (subject.isEmpty()) {
      return "no value" + EXPECTED;
    }
    deniedBelow.merge(subject, DenialIndex.leastPassing(before), Math::max);
    return null;
  }
}
