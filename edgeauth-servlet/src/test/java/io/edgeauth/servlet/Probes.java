package io.edgeauth.servlet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Requests made of a grammar: paths of the application, and tricks at their beginning, inside, and
 * at their end. The same ones in every run.
 */
final class Probes {

  private static final List<String> OPEN =
      List.of("/public/a", "/s/a", "/docs/a", "/v1/status/a", "/list.do", "/exact", "/read/a");
  private static final List<String> CLOSED =
      List.of("/admin/x", "/s/secret/x", "/secret.do", "/admin", "/docs/index.html");
  private static final List<String> OPEN_FOLDERS =
      List.of("", "/public", "/s", "/docs", "/v1/status");

  // Both are sorted: the seed gives the same requests only where tricks are met in the same order.

  /** By attack, what may stand where a segment that leads upwards would. */
  private static final Map<String, List<String>> UPWARDS =
      new TreeMap<>(
          Map.of(
              "R03", List.of("/..", "/.", "/./..", "//..", "/...", "/", "/.//.."),
              "R04", List.of("/%2e%2e", "/.%2e", "/%2E.", "%2f..", "/..%2f..", "/%252e%252e"),
              "R05", List.of("/..;", "/..;x=y", "/..%3b", ";/..", "/;x/..", ";x/..;/.."),
              "R06", List.of("\\..", "/..\\..", "/..%5c..", "%5c..", "%255c.."),
              "R07", List.of("/..%00", "/%00..", "/..%09", "/..%20"),
              "R08", List.of("/%c0%ae%c0%ae", "/%u002e%u002e", "/%e0%80%ae%e0%80%ae", "/%2%2e"),
              "R09", List.of("/%ef%bc%8e%ef%bc%8e", utf8("/．．"), "%ef%bc%8f.."),
              "R10", List.of("#/..", "?/..", "%23/..", "%3f/..")));

  /** By attack, what is put anywhere into a path. */
  private static final Map<String, List<String>> INSIDE =
      new TreeMap<>(
          Map.of(
              "R01", List.of("%20", " ", "+"),
              "R02", List.of(".", "/", "/.", ".json", ".css", "~", ".do"),
              "R03", List.of("//", "/./", "///", "/x/../"),
              "R04", List.of("%2f", "%2F", "%252f", "%25252f", "%2e", "%25"),
              "R05", List.of(";", ";x", ";x=y", "%3b", ";/", "/;x/"),
              "R06", List.of("\\", "%5c", "%5C", "%255c"),
              "R07", List.of("%00", "%0a", "%0d%0a", "\u0000", "\t", "\u007f", "\u0085", "%c2%85"),
              "R08", List.of("%", "%zz", "%2", "%u002f", "%c0%af", "%ff", "%ed%a0%80", "\u00ff"),
              "R09",
                  List.of(
                      "%cc%81",
                      "%c3%a9", "%e2%80%8b", "%e2%80%ae", "%c4%b1", utf8("é"), utf8("\u212a")),
              "R10", List.of("#", "#x", "%23", "?x", "%3f", "?")));

  private static final List<String> BEFORE =
      List.of("/", "//", "/.", "/;x", "/%2f", "\\", "/%5c", "/%2e", "%2f", "x");

  private static final List<String> AUTHORITIES =
      List.of("http://gateway.example", "http://evil.example", "https://gateway.example", "http:");

  private static final List<String> METHODS =
      List.of("HEAD", "OPTIONS", "POST", "TRACE", "TRACK", "get", "FOO", "G ET", "", "GETS", "PRI");

  private static final Map<String, List<String>> HEADERS =
      new TreeMap<>(
          Map.of(
              "R12",
                  List.of("Host: evil.example", "Host: a@gateway.example", "Host: gateway.example"),
              "R17", List.of("X-HTTP-Method-Override: GET", "X-Method-Override: GET"),
              "R18",
                  List.of(
                      "X-Original-URL: /public/a",
                      "X-Rewrite-URL: /admin/x",
                      "X-Override-URL: /admin/x",
                      "X-Forwarded-Uri: /public/a",
                      "X-Forwarded-Prefix: /public",
                      "X-Envoy-Original-Path: /public/a"),
              "R19",
                  List.of(
                      "User-Agent: kube-probe/1.30",
                      "User-Agent: ELB-HealthChecker/2.0",
                      "Referer: http://gateway.example/admin/x",
                      "Origin: http://gateway.example"),
              "R23", List.of("Upgrade: websocket", "Upgrade: h3c")));

  /** Spellings of the way to an application below {@code /app}. */
  private static final List<String> CONTEXTS =
      List.of("/%61pp", "/app;x", "/APP", "//app", "/x/../app", "/app/../app", "/app/.", "/%2fapp");

  private final Random random = new Random(20_261_122);
  private final Map<String, Probe> probes = new LinkedHashMap<>();

  private Probes() {}

  /** All of them. The plain ones, which must be served where they are open, come first. */
  static List<Probe> all() {
    Probes probes = new Probes();
    probes.plain();
    probes.traversals();
    probes.insertions();
    probes.spellings();
    probes.forms();
    probes.requests();
    probes.mixtures();
    return new ArrayList<>(probes.probes.values());
  }

  private void add(Probe probe) {
    probes.putIfAbsent(probe.method() + " " + probe.target() + probe.lines(), probe);
  }

  private void plain() {
    for (String path : OPEN) {
      add(new Probe("plain", path));
      add(new Probe("plain", path + "?a=%2e%2e/b"));
    }
    for (String path : CLOSED) {
      add(new Probe("plain", path));
      add(new Probe("R13", path + "x"));
    }
    for (String path :
        List.of(
            "/",
            "/public",
            "/public/",
            "/s",
            "/s/",
            "/docs/",
            "/optional/a",
            "/v12/status",
            "/public/%C3%A9",
            "/publicx",
            "/sx",
            "/read/",
            "/read/a/b",
            "/read/*",
            "/read/%7b%7d",
            "/public/*",
            "/v1/statusx",
            "/exact/",
            "/s/%73ecret/x",
            "/p%75blic/a",
            "/favicon.ico",
            "/error",
            "/actuator/env",
            "/h2-console",
            "/swagger")) {
      add(new Probe("R13", path));
    }
  }

  private void traversals() {
    for (String folder : OPEN_FOLDERS) {
      for (String closed : CLOSED.subList(0, 3)) {
        UPWARDS.forEach(
            (id, tricks) -> tricks.forEach(trick -> add(new Probe(id, folder + trick + closed))));
      }
    }
  }

  private void insertions() {
    for (String closed : CLOSED) {
      INSIDE.forEach(
          (id, tricks) -> {
            for (String trick : tricks) {
              add(new Probe(id, closed + trick));
              int at = 1 + random.nextInt(closed.length() - 1);
              add(new Probe(id, closed.substring(0, at) + trick + closed.substring(at)));
              int slash = closed.lastIndexOf('/');
              add(new Probe(id, closed.substring(0, slash) + trick + closed.substring(slash)));
            }
          });
    }
    for (String open : OPEN) {
      INSIDE.forEach(
          (id, tricks) -> add(new Probe(id, open + tricks.get(random.nextInt(tricks.size())))));
    }
  }

  /** One character of a protected path in another writing. */
  private void spellings() {
    for (String closed : CLOSED) {
      for (int at = 0; at < closed.length(); at++) {
        char c = closed.charAt(at);
        String hex = Integer.toHexString(c);
        String wide = utf8(String.valueOf((char) (c + 0xfee0)));
        for (String other : List.of("%" + hex, "%25" + hex, "%u00" + hex, wide)) {
          add(new Probe("R08", closed.substring(0, at) + other + closed.substring(at + 1)));
        }
        char flipped = Character.isLetter(c) ? Character.toUpperCase(c) : c;
        add(new Probe("R01", closed.substring(0, at) + flipped + closed.substring(at + 1)));
      }
    }
  }

  private void forms() {
    List<String> paths = new ArrayList<>(CLOSED);
    paths.add("/public/a");
    for (String path : paths) {
      BEFORE.forEach(before -> add(new Probe("R03", before + path)));
      AUTHORITIES.forEach(authority -> add(new Probe("R11", authority + path)));
      add(new Probe("R11", path.substring(1)));
    }
    for (String target : List.of("*", "gateway.example:80", "http://gateway.example", "?x")) {
      add(new Probe("R11", target));
      add(new Probe("R11", target).by("OPTIONS"));
    }
  }

  private void requests() {
    for (String path : List.of("/admin/x", "/s/secret/x", "/read/a", "/public/a", "/secret.do")) {
      METHODS.forEach(method -> add(new Probe("R16", path).by(method)));
      HEADERS.forEach((id, lines) -> lines.forEach(line -> add(new Probe(id, path).with(line))));
      add(
          new Probe("R16", path)
              .by("OPTIONS")
              .with("Origin: http://a.example", "Access-Control-Request-Method: GET"));
      CONTEXTS.forEach(context -> add(new Probe("R20", context + path)));
    }
    add(new Probe("R16", "/admin/x").by("G".repeat(10_240)));
  }

  private void mixtures() {
    List<String> bases = new ArrayList<>(CLOSED);
    bases.addAll(OPEN);
    List<String> ids = List.copyOf(INSIDE.keySet());
    for (int i = 0; i < 150; i++) {
      String path = bases.get(random.nextInt(bases.size()));
      String id = "";
      for (int tricks = 0; tricks < 2; tricks++) {
        id = ids.get(random.nextInt(ids.size()));
        List<String> choice = INSIDE.get(id);
        int at = 1 + random.nextInt(path.length());
        String trick = choice.get(random.nextInt(choice.size()));
        path = path.substring(0, at) + trick + path.substring(at);
      }
      add(new Probe(id, path));
    }
  }

  /** The bytes of a text, each as a character. */
  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
