package io.edgeauth.config;

/**
 * Where a value was written.
 *
 * @param source the file's name as it was given, or what else can be found again
 * @param line counted from 1; 0 where there are no lines
 */
public record Origin(String source, int line) {

  /** Takes the source and line. */
  public Origin {
    if (line < 0) throw new IllegalArgumentException("line: " + line + " (expected: 0 or more)");
  }

  /** Returns {@code edgeauth.yaml:12}, or the source alone where there is no line. */
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
