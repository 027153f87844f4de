package io.edgeauth.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

  @TempDir Path directory;

  private static String result(String jdk, String benchmark, String raw, String cpu) {
    return """
        {"jdkVersion": "%s", "benchmark": "io.edgeauth.benchmarks.%s", "params": {"algorithm": "RS256"},
         "primaryMetric": {"rawData": %s},
         "secondaryMetrics": {"cpu.time": {"rawData": %s}, "gc.alloc.rate.norm": {"rawData": [[100, 102]]}}}"""
        .formatted(jdk, benchmark, raw, cpu);
  }

  private Path file(String name, String... results) throws IOException {
    return Files.writeString(directory.resolve(name), "[" + String.join(",", results) + "]");
  }

  private static String printed(List<Results> results) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Report.print(results, new PrintStream(bytes, true, UTF_8));
    return bytes.toString(UTF_8);
  }

  @Test
  void print_twoFilesOfTwoJdks_ratiosOfMediansWithTheRangeOfForks() throws IOException {
    Path old =
        file(
            "17.json",
            result("17.0.15", "RawVerification.verify", "[[90, 90]]", "[[30, 30, 30], [32, 32]]"),
            result("17.0.15", "EdgeAuthDecide.decideFirstSight", "[[1]]", "[[33, 36, 33], [40]]"));
    Path newer =
        file("25.json", result("25.0.3", "RawVerification.verify", "[[1]]", "[[20], [20]]"));

    String printed = printed(Results.read(List.of(old, newer)));

    assertThat(printed)
        .startsWith(
            "| RS256, × bare verification | JDK 17.0.15 | µs | bytes | JDK 25.0.3 | µs | bytes |")
        .contains(
            "| `EdgeAuthDecide.decideFirstSight[algorithm=RS256]` | 1.15 (1.03 to 1.33) | 34.50 | 101 |  |  |  |")
        .contains("| 1.00 (0.94 to 1.07) | 30.00 | 101 | 1.00 (1.00 to 1.00) | 20.00 | 101 |");
  }

  @Test
  void print_lookups_againstTenInATableOfTheirOwn() throws IOException {
    Path file =
        file(
            "17.json",
            result("17.0.15", "RawVerification.verify", "[[1]]", "[[30], [30]]"),
            lookup("10", "[[0.004, 0.004], [0.005]]"),
            lookup("10000", "[[0.006, 0.006], [0.006]]"));

    String printed = printed(Results.read(List.of(file)));

    assertThat(printed)
        .contains(
            "| lookup, × the same among 10 | JDK 17.0.15 | ns | bytes |",
            "| `CidrLookup.hit[networks=10, shape=IPV6]` | 1.00 (0.80 to 1.25) | 4.00 |  |",
            "| `CidrLookup.hit[networks=10000, shape=IPV6]` | 1.50 (1.20 to 1.50) | 6.00 |  |")
        .containsOnlyOnce("networks=10000");
  }

  @Test
  void print_limiters_againstBucket4jOfAsManyKeysAndThreads() throws IOException {
    Path file =
        file(
            "17.json",
            limiting("bucket4j", 1, "[[0.040]]"),
            limiting("edgeAuth", 1, "[[0.020]]"),
            limiting("bucket4j", 2, "[[0.090]]"),
            limiting("edgeAuth", 2, "[[0.030]]"));

    assertThat(printed(Results.read(List.of(file))))
        .contains("| `LocalLimiting.edgeAuth[keys=1]` | 0.50 (0.50 to 0.50) | 20.00 |  |")
        .contains("| `LocalLimiting.edgeAuth[keys=1, threads=2]` | 0.33 (0.33 to 0.33) | 30.00 |");
  }

  private static String limiting(String method, int threads, String raw) {
    return """
        {"jdkVersion": "17.0.15", "benchmark": "io.edgeauth.benchmarks.LocalLimiting.%s",
         "threads": %d, "params": {"keys": "1"},
         "primaryMetric": {"rawData": %s}, "secondaryMetrics": {}}"""
        .formatted(method, threads, raw);
  }

  private static String lookup(String networks, String raw) {
    return """
        {"jdkVersion": "17.0.15", "benchmark": "io.edgeauth.benchmarks.CidrLookup.hit",
         "params": {"networks": "%s", "shape": "IPV6"},
         "primaryMetric": {"rawData": [[1]]}, "secondaryMetrics": {"cpu.time": {"rawData": %s}}}"""
        .formatted(networks, raw);
  }

  @Test
  void print_apiKeysAndOpaqueTokens_lessTheBareChainAgainstOpaqueTokensLessTheSame()
      throws IOException {
    Path file =
        file(
            "17.json",
            request("BareChain.handle", "null", "[[0.1, 0.1], [0.1]]", 200),
            request("SpringOpaqueTokenChain.handle", "null", "[[4.1, 4.1], [5.1]]", 7200),
            request("ApiKeyFilterChain.handle", "{\"keys\": \"MEMORY\"}", "[[0.9, 0.9]]", 1700),
            request("ApiKeyDecide.decide", "{\"keys\": \"MEMORY\"}", "[[0.6, 0.6]]", 1200),
            request("OpaqueTokenFilterChain.handle", "null", "[[1.1, 1.1]]", 1900),
            request("OpaqueTokenDecide.decide", "null", "[[0.4, 0.4]]", 1100));

    String printed = printed(Results.read(List.of(file)));

    assertThat(printed)
        .startsWith("| added to a request, × Spring's opaque tokens | JDK 17.0.15 | µs | bytes |")
        .contains(
            "| `SpringOpaqueTokenChain.handle` | 1.00 (0.80 to 1.25) | 4.00 | 7000 |",
            "| `ApiKeyFilterChain.handle[keys=MEMORY]` | 0.20 (0.16 to 0.20) | 0.80 | 1500 |",
            "| `ApiKeyDecide.decide[keys=MEMORY]` | 0.15 (0.12 to 0.15) | 0.60 | 1200 |",
            "| `OpaqueTokenFilterChain.handle` | 0.25 (0.20 to 0.25) | 1.00 | 1700 |",
            "| `OpaqueTokenDecide.decide` | 0.10 (0.080 to 0.10) | 0.40 | 1100 |")
        .doesNotContain("BareChain");
  }

  @Test
  void print_opaqueTokensNotMeasured_nothingIsSetAgainstThem() throws IOException {
    Path file =
        file(
            "17.json",
            request("BareChain.handle", "null", "[[0.1]]", 200),
            request("ApiKeyFilterChain.handle", "{\"keys\": \"MEMORY\"}", "[[0.9]]", 1700));

    assertThat(printed(Results.read(List.of(file)))).isEmpty();
  }

  @Test
  void print_populations_againstAHundredOfTheSame() throws IOException {
    Path file =
        file(
            "17.json",
            population("100", "true", "[[1.0, 1.0]]"),
            population("1000000", "true", "[[1.4, 1.4]]"),
            population("100", "false", "[[50]]"),
            population("1000000", "false", "[[100]]"));

    assertThat(printed(Results.read(List.of(file))))
        .startsWith("| API keys, × the same among 100 | JDK 17.0.15 | µs | bytes |")
        .contains(
            "`ApiKeyPopulation.decide[cached=true, population=1000000]` | 1.40 (1.40 to 1.40) | 1.40 | 900 |",
            "`ApiKeyPopulation.decide[cached=false, population=1000000]` | 2.00 (2.00 to 2.00) | 100.00 | 900 |");
  }

  private static String population(String keys, String cached, String raw) {
    String parameters = "{\"cached\": \"%s\", \"population\": \"%s\"}".formatted(cached, keys);
    return request("ApiKeyPopulation.decide", parameters, raw, 900);
  }

  private static String request(String benchmark, String parameters, String raw, int bytes) {
    return """
        {"jdkVersion": "17.0.15", "benchmark": "io.edgeauth.benchmarks.%s", "params": %s,
         "primaryMetric": {"rawData": [[1]]}, "secondaryMetrics": {
          "cpu.time": {"rawData": %s}, "gc.alloc.rate.norm": {"rawData": [[%d]]}}}"""
        .formatted(benchmark, parameters, raw, bytes);
  }

  @Test
  void read_noResult_refused() throws IOException {
    Path text = Files.writeString(directory.resolve("x"), "no JSON");
    Path other = Files.writeString(directory.resolve("y"), "{\"a\": 1}");

    assertThatIllegalArgumentException().isThrownBy(() -> Results.read(List.of(text)));
    assertThatIllegalArgumentException().isThrownBy(() -> Results.read(List.of(other)));
    assertThatIllegalArgumentException().isThrownBy(Report::main);
  }
}
