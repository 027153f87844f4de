package io.edgeauth.benchmarks.report;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of one JDK: those files of JMH ({@code -rf json}) that were measured on it. */
final class Results {

  /** The metric of {@code CpuTime}, which other load does not falsify. */
  static final String CPU_TIME = "cpu.time";

  /** What one operation allocates. */
  static final String BYTES = "gc.alloc.rate.norm";

  private static final int MAX_DEPTH = 64;

  private final String jdk;
  private final Map<String, Series> series = new LinkedHashMap<>();

  private Results(String jdk) {
    this.jdk = jdk;
  }

  /**
   * Reads files.
   *
   * @return for each JDK its results, in the order in which the files name them
   * @throws IllegalArgumentException if a file is no result of JMH
   */
  static List<Results> read(List<Path> files) throws IOException {
    Map<String, Results> byJdk = new LinkedHashMap<>();
    for (Path file : files) {
      for (Object entry : list(parsed(file))) {
        Map<?, ?> result = map(entry);
        String jdk = String.valueOf(result.get("jdkVersion"));
        byJdk.computeIfAbsent(jdk, Results::new).add(result);
      }
    }
    return List.copyOf(byJdk.values());
  }

  private static @Nullable Object parsed(Path file) throws IOException {
    byte[] json = Files.readAllBytes(file);
    try {
      return JsonReader.read(json, 0, json.length, MAX_DEPTH);
    } catch (JsonException e) {
      throw new IllegalArgumentException(file + ": no JSON: " + e.getMessage(), e);
    }
  }

  private void add(Map<?, ?> result) {
    String subject = subject(result);
    put(subject, "time", map(result.get("primaryMetric")));
    map(result.get("secondaryMetrics"))
        .forEach((name, metric) -> put(subject, plain(String.valueOf(name)), map(metric)));
  }

  /** JMH writes a middle dot before the names of some profilers' metrics. */
  private static String plain(String metric) {
    return metric.startsWith("·") ? metric.substring(1) : metric;
  }

  /**
   * {@code Class.method[parameter=value,…]}, parameters in JMH's order, the number of threads last
   * where there are several.
   */
  private static String subject(Map<?, ?> result) {
    String name = String.valueOf(result.get("benchmark"));
    int method = name.lastIndexOf('.');
    String shortName = name.substring(name.lastIndexOf('.', method - 1) + 1);
    List<String> texts = new ArrayList<>();
    Object parameters = result.get("params");
    if (parameters != null) {
      map(parameters).forEach((key, value) -> texts.add(key + "=" + value));
    }
    if (result.get("threads") instanceof JsonNumber threads && !threads.text().equals("1")) {
      texts.add("threads=" + threads.text());
    }
    return texts.isEmpty() ? shortName : shortName + texts;
  }

  private void put(String subject, String metric, Map<?, ?> values) {
    if (!(values.get("rawData") instanceof List<?> raw) || raw.isEmpty()) {
      return;
    }
    List<List<Double>> forks = new ArrayList<>();
    for (Object fork : raw) {
      forks.add(list(fork).stream().map(Results::number).toList());
    }
    series.put(subject + " " + metric, new Series(forks));
  }

  private static double number(@Nullable Object value) {
    if (value instanceof JsonNumber number) {
      return Double.parseDouble(number.text());
    }
    return Double.NaN; // JMH writes "NaN" as a string
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("no result of JMH (expected: what -rf json writes)");
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("no result of JMH (expected: what -rf json writes)");
  }

  /**
   * The same results, in which some subjects are less than they were: without what another takes.
   *
   * @param base the other; nothing remains where it was not measured
   * @param of what is in the names of the subjects
   */
  Results less(String base, String of) {
    Results less = new Results(jdk);
    series.forEach(
        (key, measured) -> {
          String metric = key.substring(key.lastIndexOf(' '));
          Series basis = series.get(base + metric);
          if (basis != null) {
            less.series.put(key, key.contains(of) ? measured.less(basis) : measured);
          }
        });
    return less;
  }

  String jdk() {
    return jdk;
  }

  /** All subjects, in the order in which they were measured. */
  List<String> subjects() {
    return series.keySet().stream()
        .filter(key -> key.endsWith(" time"))
        .map(key -> key.substring(0, key.length() - " time".length()))
        .toList();
  }

  /** The time of a subject: of a processor where that was measured, else by the clock; or null. */
  @Nullable Series time(String subject) {
    Series cpu = series.get(subject + " " + CPU_TIME);
    return cpu == null ? series.get(subject + " time") : cpu;
  }

  /** What a subject allocates, or null. */
  @Nullable Series bytes(String subject) {
    return series.get(subject + " " + BYTES);
  }
}
