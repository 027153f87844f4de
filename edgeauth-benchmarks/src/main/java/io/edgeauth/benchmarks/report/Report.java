package io.edgeauth.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints kept results as the tables of the documentation: every subject against the bare signature
 * check of its algorithm and run.
 *
 * <pre>{@code
 * java -cp edgeauth-benchmarks.jar io.edgeauth.benchmarks.report.Report jdk17.json jdk25.json
 * }</pre>
 */
public final class Report {

  private static final String YARDSTICK = "RawVerification.verify[algorithm=%s]";

  private Report() {}

  /**
   * Prints the tables of the files that are named.
   *
   * @param files what JMH wrote with {@code -rf json}; several of one JDK are joined
   * @throws IOException if one cannot be read
   */
  public static void main(String... files) throws IOException {
    if (files.length == 0) {
      throw new IllegalArgumentException("no files (expected: what -rf json -rff FILE wrote)");
    }
    print(Results.read(Stream.of(files).map(Path::of).toList()), System.out);
  }

  static void print(List<Results> results, PrintStream out) {
    for (String algorithm : List.of("RS256", "ES256", "ED25519")) {
      List<String> rows = rows(results, algorithm);
      if (!rows.isEmpty()) {
        out.println(header(results, algorithm));
        rows.forEach(out::println);
        out.println();
      }
    }
  }

  private static String header(List<Results> results, String algorithm) {
    StringBuilder header = new StringBuilder("| " + algorithm + ", × bare verification |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Results of : results) {
      header.append(" JDK ").append(of.jdk()).append(" | µs | bytes |");
      rule.append("---|---|---|");
    }
    return header + "\n" + rule;
  }

  private static List<String> rows(List<Results> results, String algorithm) {
    Set<String> subjects = new LinkedHashSet<>();
    results.forEach(of -> subjects.addAll(of.subjects()));
    List<String> rows = new ArrayList<>();
    for (String subject : subjects) {
      boolean ofNone = !subject.contains("algorithm=");
      if (ofNone || subject.contains("algorithm=" + algorithm)) {
        rows.add(row(subject, results, YARDSTICK.formatted(algorithm)));
      }
    }
    return rows;
  }

  private static String row(String subject, List<Results> results, String yardstick) {
    StringBuilder row = new StringBuilder("| `" + subject + "` |");
    for (Results of : results) {
      Series time = of.time(subject);
      Series raw = of.time(yardstick);
      row.append(' ').append(time == null || raw == null ? "" : Ratio.of(time, raw)).append(" |");
      row.append(' ').append(shown(time, 2)).append(" |");
      row.append(' ').append(shown(of.bytes(subject), 0)).append(" |");
    }
    return row.toString();
  }

  private static String shown(@Nullable Series series, int decimals) {
    return series == null ? "" : String.format(Locale.ROOT, "%." + decimals + "f", series.median());
  }
}
