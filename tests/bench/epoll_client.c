/* The least that a closed-loop HTTP client can do, which loadgen's CPU a request is held against: one thread, epoll, send,
   recv. It takes any read for a whole reply, so it is right for small replies only.
   usage: epoll_client CONNECTIONS SECONDS http://ADDRESS:PORT/PATH; prints how many requests were answered. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char** argv) {
  char address[16], path[256], request[512], reply[65536];
  unsigned short port;
  if (argc != 4 || sscanf(argv[3], "http://%15[0-9.]:%hu%255s", address, &port, path) != 3) return 2;
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%hu\r\n\r\n", path, address, port);
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &server.sin_addr);
  int set = epoll_create1(0), on = 1;
  for (int i = 0; i < atoi(argv[1]); ++i) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr*)&server, sizeof server) != 0) return 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
    if (send(fd, request, (size_t)length, 0) != length) return 1;
  }
  long replies = 0;
  struct epoll_event ready[256];
  for (double end = now() + atof(argv[2]); now() < end;) {
    int n = epoll_wait(set, ready, 256, 100);
    for (int i = 0; i < n; ++i, ++replies) {
      if (recv(ready[i].data.fd, reply, sizeof reply, 0) <= 0) return 1;
      if (send(ready[i].data.fd, request, (size_t)length, 0) != length) return 1;
    }
  }
  printf("%ld\n", replies);
  return 0;
}
