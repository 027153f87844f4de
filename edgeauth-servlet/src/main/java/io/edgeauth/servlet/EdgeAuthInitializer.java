package io.edgeauth.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers {@link EdgeAuthFilter} where the application's class path has an {@code edgeauth.yaml}
 * and {@code web.xml} has no such filter. Containers find it by themselves; what is registered in
 * code later takes its place.
 *
 * <p>Called once by the thread that starts the application. It looks at the class path and reads no
 * file: the filter does, when the container initialises it.
 */
public final class EdgeAuthInitializer implements ServletContainerInitializer {

  private static final String CONFIGURATION = "edgeauth.yaml";

  /** For the container. */
  public EdgeAuthInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    boolean found = context.getClassLoader().getResource(CONFIGURATION) != null;
    if (found && !EdgeAuthFilter.isRegistered(context)) {
      EdgeAuthFilter.registerFound(context, "classpath:" + CONFIGURATION);
    }
  }
}
