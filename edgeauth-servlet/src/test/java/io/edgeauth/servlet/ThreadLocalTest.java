package io.edgeauth.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.edgeauth.EdgeAuth;

/** R22: nothing of ours is bound to a thread, so that nothing can outlive its request there. */
@AnalyzeClasses(packages = "io.edgeauth", importOptions = ImportOption.DoNotIncludeTests.class)
final class ThreadLocalTest {

  @ArchTest
  static final ArchRule NOTHING_IS_BOUND_TO_A_THREAD =
      noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

  @ArchTest
  static void core_andFilter_areLookedAt(JavaClasses classes) {
    assertThat(classes.contain(EdgeAuth.class)).isTrue();
    assertThat(classes.contain(EdgeAuthFilter.class)).isTrue();
  }
}
