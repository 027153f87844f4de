package io.edgeauth.benchmarks.report;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints kept results as the tables of the documentation: every subject against the bare signature
 * check of its algorithm and run, every lookup against the same among ten, every API key against
 * the same among a hundred, every limiter against Bucket4j, and what API keys and opaque tokens add
 * to a request against what Spring's opaque tokens add. A table whose yardstick was not measured is
 * left out.
 *
 * <pre>{@code
 * java -cp edgeauth-benchmarks.jar io.edgeauth.benchmarks.report.Report jdk17.json jdk25.json
 * }</pre>
 */
public final class Report {

  private static final String YARDSTICK = "RawVerification.verify[algorithm=%s]";
  private static final String BARE = "BareChain.handle";
  private static final String OPAQUE = "SpringOpaqueTokenChain.handle";
  private static final Pattern LIMITING = Pattern.compile("LocalLimiting\\.\\w+");
  private static final Pattern NETWORKS = Pattern.compile("networks=\\d+");
  private static final Pattern POPULATION = Pattern.compile("population=\\d+");

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
      String yardstick = YARDSTICK.formatted(algorithm);
      List<String> rows = new ArrayList<>();
      for (String subject : subjects(results)) {
        boolean ofNone = !subject.contains("[");
        if (ofNone || subject.contains("algorithm=" + algorithm)) {
          rows.add(row(subject, results, yardstick, MICROSECONDS));
        }
      }
      if (subjects(results).contains(yardstick)) {
        print(header(algorithm + ", × bare verification", results, MICROSECONDS), rows, out);
      }
    }
    printAgainstFew(
        "lookup, × the same among 10", NETWORKS, "networks=10", NANOSECONDS, results, out);
    printAgainstFew(
        "API keys, × the same among 100", POPULATION, "population=100", MICROSECONDS, results, out);
    printAgainstFew(
        "limiter, × Bucket4j", LIMITING, "LocalLimiting.bucket4j", NANOSECONDS, results, out);
    printAdded(results, out);
  }

  private static void printAgainstFew(
      String title,
      Pattern size,
      String few,
      TimeUnit unit,
      List<Results> results,
      PrintStream out) {
    List<String> rows = new ArrayList<>();
    for (String subject : subjects(results)) {
      Matcher matcher = size.matcher(subject);
      if (matcher.find()) {
        rows.add(row(subject, results, matcher.replaceAll(few), unit));
      }
    }
    print(header(title, results, unit), rows, out);
  }

  /** A chain counts less the bare one; a decision has nothing in it that is not EdgeAuth's. */
  private static void printAdded(List<Results> results, PrintStream out) {
    List<Results> added = results.stream().map(of -> of.less(BARE, "Chain.handle")).toList();
    List<String> rows = new ArrayList<>();
    for (String subject : subjects(added)) {
      if (subject.equals(OPAQUE)
          || subject.matches("(ApiKey|OpaqueToken)(FilterChain|Decide)\\..*")) {
        rows.add(row(subject, added, OPAQUE, MICROSECONDS));
      }
    }
    if (subjects(added).contains(OPAQUE)) {
      print(
          header("added to a request, × Spring's opaque tokens", results, MICROSECONDS), rows, out);
    }
  }

  private static void print(String header, List<String> rows, PrintStream out) {
    if (rows.isEmpty()) {
      return;
    }
    out.println(header);
    rows.forEach(out::println);
    out.println();
  }

  private static Set<String> subjects(List<Results> results) {
    Set<String> subjects = new LinkedHashSet<>();
    results.forEach(of -> subjects.addAll(of.subjects()));
    return subjects;
  }

  private static String header(String title, List<Results> results, TimeUnit unit) {
    StringBuilder header = new StringBuilder("| " + title + " |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Results of : results) {
      header.append(" JDK ").append(of.jdk());
      header.append(unit == MICROSECONDS ? " | µs | bytes |" : " | ns | bytes |");
      rule.append("---|---|---|");
    }
    return header + "\n" + rule;
  }

  private static String row(
      String subject, List<Results> results, String yardstick, TimeUnit unit) {
    StringBuilder row = new StringBuilder("| `" + subject + "` |");
    for (Results of : results) {
      Series time = of.time(subject);
      Series base = of.time(yardstick);
      row.append(' ').append(time == null || base == null ? "" : Ratio.of(time, base));
      row.append(" | ").append(shown(time, unit == MICROSECONDS ? 1 : 1_000, 2));
      row.append(" | ").append(shown(of.bytes(subject), 1, 0)).append(" |");
    }
    return row.toString();
  }

  private static String shown(@Nullable Series series, int factor, int decimals) {
    return series == null
        ? ""
        : String.format(Locale.ROOT, "%." + decimals + "f", series.median() * factor);
  }
}
