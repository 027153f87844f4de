package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.route.RouteDefaults;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C05: secrets are planted where a configuration can hold them; then every object that reading
 * makes is found by walking, printed, compared and hashed, and every fault that can be written into
 * the file is told. No text of all this may hold a planted secret.
 */
final class PlantedSecretsTest {

  /** Of these nothing is made while reading: they have static methods alone, or end a reading. */
  private static final Set<String> WITHOUT_INSTANCES =
      Set.of(
          "ClaimsSection",
          "ClientSection",
          "ConfigurationException",
          "Durations",
          "InvalidationSection",
          "IpRulesSection",
          "KeyPath",
          "RequireSection",
          "RouteDefaultsSection",
          "SettingsFile",
          "Shown",
          "Sizes",
          "YamlSource");

  private static final String LIMITS =
      """
        rate-limits: {a: {key: [ip, route], permits: 5, per: 1m}}
        plans: {b: {quota: {permits: 5, per: month}}}
      """;

  private final String written = "planted" + HexFormat.of().formatHex(TestKey.randomBytes(24));
  private final String variable = "planted" + HexFormat.of().formatHex(TestKey.randomBytes(24));
  private final String literal = "planted" + HexFormat.of().formatHex(TestKey.randomBytes(24));
  private final String filed = "planted" + HexFormat.of().formatHex(TestKey.randomBytes(24));

  @TempDir private Path directory;
  private String yaml;
  private Map<String, String> environment;

  @BeforeEach
  void plant() throws IOException {
    Files.writeString(directory.resolve("secret"), filed);
    environment = Map.of("PLANTED", variable, "SECRET", variable);
    String planted =
        "    four:\n      jwt:\n        issuer: d\n        audience: api\n        secret: ['"
            + written
            + "', 'env:PLANTED', '${PLANTED}', 'literal:"
            + literal
            + "', 'file:secret']\n    five:\n      introspection:\n"
            + "        endpoint: https://id.example.com/i\n        client-id: g\n"
            + "        client-secret: '"
            + written
            + "'\n    six:\n      mtls: {trust-store: clients.p12, trust-store-password: '"
            + written
            + "'}\n";
    String exchange =
        "  forward:\n    token-exchange:\n      orders:\n        endpoint: https://id.example.com/t\n"
            + "        client-id: g\n        audience: orders\n        client-secret: '"
            + literal
            + "'\n";
    yaml =
        SettingsFileTest.COMPLETE
            .replace("  routes:\n", planted + LIMITS + "  routes:\n")
            .replace("  forward:\n", exchange);
    assertThat(yaml).contains(written);
  }

  private Settings read(String text, Problems problems) throws IOException {
    Path file = Files.writeString(directory.resolve("edgeauth.yaml"), text);
    return SettingsFile.read(file, environment, problems);
  }

  /** In whatever form it could be told: as it is, its bytes, in base64, a good part of it. */
  private void assertHarmless(String text) {
    for (String secret : List.of(written, variable, literal, filed)) {
      assertThat(text)
          .doesNotContain(secret.substring(7, 19))
          .doesNotContain(secret.substring(secret.length() - 12))
          .doesNotContain(
              Base64.getEncoder()
                  .encodeToString(secret.getBytes(StandardCharsets.UTF_8))
                  .substring(0, 12))
          .doesNotContain(
              Arrays.toString(secret.getBytes(StandardCharsets.UTF_8)).substring(1, 30));
    }
  }

  @Test
  void everyObject_printedComparedHashed_noSecret() throws Exception {
    Problems problems = new Problems();
    Settings settings = read(yaml, problems);
    assertThat(problems.list()).isEmpty();
    assertThat(settings.authenticators()).hasSize(6);
    assertThat(settings.limits().limits()).hasSize(1);
    assertThat(settings.limits().plans()).hasSize(1);
    Placeholders placeholders = new Placeholders(environment);
    Section root =
        Section.of(YamlSource.read("f", yaml, environment, problems), "", directory, problems);
    Section section = root.sectionOrEmpty("edgeauth");
    SeveralValues several = section.several("authenticators");
    ConfigNode secret = several.sections().get("four").sectionOrEmpty("jwt").node("secret");
    List<Object> roots =
        List.of(
            settings,
            new SettingsFile.Both(settings, () -> {}),
            problems,
            root,
            several,
            new ConfigNode.Null(root.origin()),
            placeholders,
            placeholders.replace("${PLANTED}"),
            new NodeReader(secret, section.origin(), "a", problems),
            new ScalarReader(written, section.origin(), "a", problems),
            new Problem(section.origin(), "a", "b"),
            new RouteSection(section, RouteDefaults.NONE),
            new EntrySection(section, section),
            new ForwardSection(section),
            new ApiKeySection(section, environment),
            new ApiKeyStores(environment),
            new JwtSection(section, environment, null),
            new IntrospectionSection(section, environment, null, false),
            new MtlsSection(section, environment),
            new SharedStores(environment),
            new LimitsSection(section, null),
            new RateLimitSection(section),
            new TokenExchangeSection(section, environment),
            RouteForwardSection.read(section),
            new SettingsReader(section, environment),
            new YamlTree(
                List.<org.snakeyaml.engine.v2.events.Event>of().iterator(),
                "f",
                placeholders,
                problems));
    Set<String> walked = new TreeSet<>();
    List<Object> reached = reachable(roots);
    for (Object one : reached) {
      walked.add(one.getClass().getName());
      assertHarmless(String.valueOf(one));
      assertHarmless(one.getClass().getName() + "@" + Integer.toHexString(one.hashCode()));
      assertThat(one.equals(one)).isTrue();
      assertThat(one.equals(written)).isFalse();
    }
    assertThat(reached).hasSizeGreaterThan(100);
    Set<String> missed = instantiableClasses();
    missed.removeAll(walked);
    assertThat(missed).isEmpty();
    assertThat(walked)
        .contains(
            "io.edgeauth.keys.Secret",
            "io.edgeauth.authn.jwt.Jwt",
            "io.edgeauth.forward.exchange.TokenExchange");
  }

  private static Set<String> instantiableClasses() {
    Set<String> names = new TreeSet<>();
    URL ours = Section.class.getProtectionDomain().getCodeSource().getLocation();
    for (JavaClass type : new ClassFileImporter().importUrl(ours)) {
      boolean instances =
          type.getPackageName().equals("io.edgeauth.config")
              && !type.isInterface()
              && !type.isEnum()
              && !type.getSimpleName().isEmpty()
              && !type.getSimpleName().equals("package-info")
              && !WITHOUT_INSTANCES.contains(type.getSimpleName());
      if (instances) {
        names.add(type.getName());
      }
    }
    assertThat(names).hasSizeGreaterThan(15);
    return names;
  }

  /** Ours by their fields, the JDK's collections by their elements, nothing else. */
  private static List<Object> reachable(List<Object> roots) throws IllegalAccessException {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Object> ours = new ArrayList<>();
    Deque<Object> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Object next = open.pop();
      if (!seen.add(next)) {
        continue;
      }
      if (next instanceof Collection<?> collection) {
        collection.stream().filter(java.util.Objects::nonNull).forEach(open::push);
      } else if (next instanceof Map<?, ?> map) {
        map.forEach(
            (key, value) -> {
              open.push(key);
              open.push(value);
            });
      } else if (next.getClass().getName().startsWith("io.edgeauth.")) {
        ours.add(next);
        for (Class<?> type = next.getClass(); type != Object.class; type = type.getSuperclass()) {
          for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !(next instanceof Enum<?>)) {
              field.setAccessible(true);
              Object value = field.get(next);
              if (value != null) {
                open.push(value);
              }
            }
          }
        }
      }
    }
    return ours;
  }

  /** Each line in turn is broken in many ways; what is told of it, and by what trace, is clean. */
  @Test
  void everyLine_spoilt_problemsWithoutSecrets() throws IOException {
    List<String> lines = yaml.lines().toList();
    int told = 0;
    for (int i = 0; i < lines.size(); i++) {
      for (String spoilt : spoilt(lines.get(i))) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(i, spoilt);
        Problems problems = new Problems();
        Settings settings = read(String.join("\n", changed), problems);
        assertHarmless(settings.toString() + settings.loosenings());
        if (!problems.isEmpty()) {
          told++;
          try {
            problems.throwIfAny();
          } catch (ConfigurationException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            assertHarmless(trace + e.toString() + e.problems());
          }
        }
      }
    }
    assertThat(told).isGreaterThan(3 * lines.size());
  }

  private static List<String> spoilt(String line) {
    int colon = line.indexOf(':');
    String key = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    return List.of(
        line + ": x",
        line + " ]",
        line + "'",
        line + " !!java.net.URL [a]",
        key + "x:" + value,
        key + ":\n" + line,
        key + ":",
        key + ": {a:" + value + "}",
        key + ": [[" + value + "]]",
        key + ": \"\\x" + value + "\"",
        line.replace("secret", "sercet"),
        line.replace("secret", "issuer"),
        line.replace("secret", "clock-skew"),
        line.replace("[", "{").replace("]", "}"),
        "\t" + line);
  }

  /** The whole way: what a start says when something else is wrong, and when nothing is. */
  @Test
  void build_withPlantedSecrets_nothingPrintedHoldsThem() throws IOException {
    String small =
        """
        edgeauth:
          authenticators: {user: {jwt: {issuer: a, audience: api, secret: ['%s', 'file:secret']}}}
          routes: [{path: /a, authenticate: user}]
        """
            .formatted(written);
    Path file = Files.writeString(directory.resolve("small.yaml"), small);
    List<Object> events = new ArrayList<>();
    try (EdgeAuth edge = EdgeAuth.builder().configuration(file).listener(events::add).build()) {
      assertHarmless(events.toString() + edge.routes());
    }
    Files.writeString(directory.resolve("secret"), filed.substring(0, 31));
    try {
      EdgeAuth.from(file).close();
      throw new AssertionError("a short secret is taken");
    } catch (ConfigurationException e) {
      assertHarmless(e.toString());
      assertThat(e.toString()).contains("a secret of 31 bytes");
    }
  }
}
