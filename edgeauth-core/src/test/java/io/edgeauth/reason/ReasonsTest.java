package io.edgeauth.reason;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds for the reasons as a whole. */
@AnalyzeClasses(packages = "io.edgeauth", importOptions = ImportOption.OnlyIncludeTests.class)
final class ReasonsTest {

  private static List<String> constants() {
    return Stream.of(Reasons.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(java.lang.reflect.Field::getName)
        .toList();
  }

  /** A reason that no test asks for could be given wrongly, or never. */
  @ArchTest
  static void reasons_everyOne_askedForByATest(JavaClasses tests) {
    Set<String> asked =
        tests.stream()
            .flatMap(test -> test.getFieldAccessesFromSelf().stream())
            .filter(access -> access.getTargetOwner().isEquivalentTo(Reasons.class))
            .map(JavaAccess::getName)
            .collect(Collectors.toSet());

    assertThat(asked).containsAll(constants());
    assertThat(constants()).hasSameSizeAs(Reasons.all());
  }
}
