package io.edgeauth.servlet;

import io.edgeauth.servlet.Container.Running;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.ProxyPeerAddressHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** Undertow, embedded. */
final class UndertowLauncher implements Launcher {

  @Override
  public Running start(Application application) {
    DeploymentInfo deployment = deployment(application);
    try {
      DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
      manager.deploy();
      HttpHandler servlets = manager.start();
      HttpHandler handler =
          application.has(Application.Settings.REWRITES_PEER)
              ? new ProxyPeerAddressHandler(servlets)
              : servlets;
      Undertow server = server(application, below(application.contextPath(), handler));
      server.start();
      int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
      return new Running(port, () -> stop(server, manager));
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpHandler below(String contextPath, HttpHandler handler) {
    return contextPath.isEmpty() ? handler : Handlers.path().addPrefixPath(contextPath, handler);
  }

  private static Undertow server(Application application, HttpHandler handler) {
    Undertow.Builder server =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(4)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setHandler(handler);
    if (application.has(Application.Settings.TLS)) {
      server
          .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUESTED)
          .addHttpsListener(0, "127.0.0.1", ServerTls.server());
    } else {
      server.addHttpListener(0, "127.0.0.1");
    }
    if (application.has(Application.Settings.LENIENT)) {
      server.setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true);
    }
    return server.build();
  }

  private static DeploymentInfo deployment(Application application) {
    Filter edgeAuth = application.filter();
    FilterInfo filter =
        Servlets.filter("edgeauth", Filter.class, new ImmediateInstanceFactory<>(edgeAuth))
            .setAsyncSupported(true);
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(UndertowLauncher.class.getClassLoader())
            .setContextPath(application.contextPath().isEmpty() ? "/" : application.contextPath())
            .setDeploymentName("test")
            .addFilter(filter)
            .addErrorPage(Servlets.errorPage("/error"));
    for (DispatcherType type : DispatcherType.values()) {
      deployment.addFilterUrlMapping("edgeauth", "/*", type);
    }
    application
        .servlets()
        .forEach(
            (path, servlet) -> {
              ServletInfo info =
                  Servlets.servlet(
                      Application.nameOf(path),
                      servlet.getClass(),
                      new ImmediateInstanceFactory<>(servlet));
              info.setAsyncSupported(true).setMultipartConfig(IN_MEMORY).addMapping(path);
              deployment.addServlet(info);
            });
    if (!application.welcomeFiles().isEmpty()) {
      deployment.setResourceManager(new PathResourceManager(Application.folder()));
    }
    return deployment.addWelcomePages(application.welcomeFiles());
  }

  private static void stop(Undertow server, DeploymentManager manager) {
    try {
      server.stop();
      manager.stop();
      manager.undeploy();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }
}
