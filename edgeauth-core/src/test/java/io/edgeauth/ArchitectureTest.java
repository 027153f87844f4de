package io.edgeauth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** What holds for the core as a whole. */
@AnalyzeClasses(packages = "io.edgeauth", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  /** A package uses those above it alone; the root comes last. */
  private static final List<String> ORDER =
      List.of(
          ".reason",
          ".json",
          ".event",
          ".http",
          ".network",
          ".identity",
          ".outbound",
          ".runtime",
          ".keys",
          ".certificate",
          ".oauth",
          ".authn",
          ".authn.remote",
          ".authn.bound",
          ".policy",
          ".route",
          ".ratelimit",
          ".authn.jwt",
          ".authn.apikey",
          ".authn.introspection",
          ".authn.mtls",
          ".forward",
          ".forward.exchange",
          ".pipeline",
          ".config",
          "");

  private static int rank(JavaClass type) {
    return ORDER.indexOf(type.getPackageName().substring("io.edgeauth".length()));
  }

  @ArchTest
  static void packages_everyOne_hasItsPlace(JavaClasses classes) {
    assertThat(classes).isNotEmpty().allMatch(type -> rank(type) >= 0);
  }

  @ArchTest
  static void packages_useOnly_thoseAbove(JavaClasses classes) {
    List<String> upward = new ArrayList<>();
    for (JavaClass type : classes) {
      type.getDirectDependenciesFromSelf().stream()
          .filter(
              dependency -> dependency.getTargetClass().getPackageName().startsWith("io.edgeauth"))
          .filter(dependency -> rank(dependency.getTargetClass()) > rank(type))
          .forEach(dependency -> upward.add(dependency.getDescription()));
    }
    assertThat(upward).isEmpty();
  }

  @ArchTest
  static void packages_everyOne_nullMarked(JavaClasses classes) {
    Set<JavaPackage> packages =
        classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
    assertThat(packages)
        .hasSizeGreaterThan(10)
        .allMatch(one -> one.isAnnotatedWith(NullMarked.class));
  }

  @ArchTest
  static final ArchRule core_knowsNoServletAndNoSpring =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "javax.servlet..", "org.springframework..");

  /** Time is injected: what a test cannot set, it cannot test. */
  @ArchTest
  static final ArchRule time_comesFromOutside =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  /** Parsing an address by these may ask a name server, and takes much for an address. */
  @ArchTest
  static final ArchRule addresses_areNotLookedUp =
      noClasses()
          .should()
          .callMethod(InetAddress.class, "getByName", String.class)
          .orShould()
          .callMethod(InetAddress.class, "getAllByName", String.class);

  @ArchTest
  static final ArchRule objects_areNotDeserialised =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.script..", "javax.naming..", "java.rmi..", "sun..");
}
