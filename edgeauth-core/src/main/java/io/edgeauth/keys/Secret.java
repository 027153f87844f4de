package io.edgeauth.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret of the configuration: written as itself, or where to find it. {@code toString} never
 * shows it.
 *
 * <p>{@code env:NAME} is an environment variable; {@code file:PATH} a file, whose trailing line
 * break does not count; {@code literal:} in front takes the rest as it is. Equality is that of the
 * writing, so that two configurations with the same writing share a resource.
 *
 * <p>Immutable, for any thread. Only {@link #read} blocks.
 */
public final class Secret {

  private static final int MIN_BYTES = 32;

  private final String writing;
  private final @Nullable Path file;
  private final byte @Nullable [] value;

  private Secret(String writing, @Nullable Path file, byte @Nullable [] value) {
    this.writing = writing;
    this.file = file;
    this.value = value;
  }

  /**
   * Reads the writing of a secret.
   *
   * @param writing the secret, or where to find it
   * @param directory what a relative file is relative to
   * @param environment the environment variables
   * @return the secret
   * @throws IllegalArgumentException if the environment has no such variable, or no file can have
   *     the name; the message never shows a secret
   */
  public static Secret parse(String writing, Path directory, Map<String, String> environment) {
    if (writing.startsWith("env:")) {
      String name = writing.substring(4);
      String value = environment.get(name);
      if (value == null) {
        throw new IllegalArgumentException("the environment has no variable " + name);
      }
      return new Secret(writing + '\n' + value, null, value.getBytes(StandardCharsets.UTF_8));
    }
    if (writing.startsWith("file:")) {
      return new Secret(writing, resolved(directory, writing.substring(5)), null);
    }
    String value = writing.startsWith("literal:") ? writing.substring(8) : writing;
    return new Secret(writing, null, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The system's own message would quote what may be a secret that was meant as itself. */
  private static Path resolved(Path directory, String file) {
    try {
      return directory.resolve(file);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("file: and no file's name behind it", e);
    }
  }

  /**
   * Finds what is wrong with a secret that keys are made of.
   *
   * @param secret its bytes
   * @return what is wrong and what is expected, without showing it; or null
   */
  public static @Nullable String fault(byte[] secret) {
    if (secret.length == 0) {
      return "an empty secret (expected: " + MIN_BYTES + " bytes or more)";
    }
    if (SampleSecrets.contains(secret)) {
      return "a secret that others know or guess, from documentation or as a regular sequence"
          + " (expected: "
          + MIN_BYTES
          + " random bytes or more)";
    }
    return secret.length < MIN_BYTES
        ? "a secret of " + secret.length + " bytes (expected: " + MIN_BYTES + " or more)"
        : null;
  }

  /**
   * One that nobody knows, in place of one that could not be read and has its problem: so that what
   * else is wrong is told as if it were right.
   *
   * @return another at every call
   */
  public static Secret standIn() {
    byte[] nobodyKnows = new byte[MIN_BYTES];
    new SecureRandom().nextBytes(nobodyKnows);
    return of(Base64.getEncoder().encodeToString(nobodyKnows));
  }

  /**
   * Takes a secret as it is.
   *
   * @param value the secret
   * @return it
   */
  public static Secret of(String value) {
    return new Secret("literal:" + value, null, value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The file that holds the secret.
   *
   * @return the file, to be watched, or null where the secret is in no file
   */
  public @Nullable Path file() {
    return file;
  }

  /**
   * Reads the secret. Blocks where it is in a file.
   *
   * @return its bytes, UTF-8 for text
   * @throws IOException if its file cannot be read
   */
  public byte[] read() throws IOException {
    if (value != null) {
      return value.clone();
    }
    byte[] content = Files.readAllBytes(Objects.requireNonNull(file));
    int end = content.length;
    if (end > 0 && content[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && content[end - 1] == '\r') {
      end--;
    }
    return Arrays.copyOf(content, end);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that
        && writing.equals(that.writing)
        && Objects.equals(file, that.file);
  }

  @Override
  public int hashCode() {
    return writing.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[not shown]";
  }
}
