package io.edgeauth.servlet;

import jakarta.servlet.MultipartConfigElement;

/** Starts applications in a servlet container of one kind, on loopback. */
interface Launcher {

  MultipartConfigElement IN_MEMORY = new MultipartConfigElement("", 1 << 16, 1 << 16, 1 << 16);

  /** Starts it; it serves HTTP/1.1, and HTTP/2 without TLS to clients that know it does. */
  Container.Running start(Application application);
}
