/** EdgeAuth for Jakarta Servlet: {@code io.edgeauth.servlet.EdgeAuthFilter} is where to begin. */
module io.edgeauth.servlet {
  requires transitive io.edgeauth;
  requires transitive jakarta.servlet;
  requires org.jspecify;
  requires org.slf4j;

  exports io.edgeauth.servlet;

  provides jakarta.servlet.ServletContainerInitializer with
      io.edgeauth.servlet.EdgeAuthInitializer;
}
