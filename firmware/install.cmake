# What lands where on a Debian machine: `cmake --install .build/release --component kiosk` (or collector).
# Units start /usr/bin/…, so the prefix is /usr.
if(CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT)
  set(CMAKE_INSTALL_PREFIX /usr CACHE PATH "Where the units look for their programs" FORCE)
endif()

# C13: a clock that can be driven never leaves the builder's machine.
if(STEMME_DRIVEN_TIME)
  install(CODE "message(FATAL_ERROR \"A build with driven time is never installed; take --preset release\")" ALL_COMPONENTS)
  return()
endif()

function(stemme_install_shared component)
  # The list of packages goes along: one file is carried to the machine, not two.
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/firmware/dependencies.txt
          DESTINATION share/doc/stemme COMPONENT ${component})
  install(FILES ${PROJECT_SOURCE_DIR}/firmware/sysusers.conf
          DESTINATION lib/sysusers.d RENAME stemme.conf COMPONENT ${component})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/assets/
          DESTINATION share/stemme COMPONENT ${component} PATTERN "*.md" EXCLUDE)
endfunction()

if(TARGET stemme-kiosk)
  install(TARGETS stemme-kiosk DESTINATION bin COMPONENT kiosk)
  install(FILES ${PROJECT_SOURCE_DIR}/firmware/stemme-kiosk.service
                ${PROJECT_SOURCE_DIR}/firmware/session/stemme-screen.service
          DESTINATION lib/systemd/system COMPONENT kiosk)
  install(PROGRAMS ${PROJECT_SOURCE_DIR}/firmware/session/screen-cookie DESTINATION lib/stemme COMPONENT kiosk)
  install(FILES ${PROJECT_SOURCE_DIR}/firmware/session/90-stemme.conf
          DESTINATION share/X11/xorg.conf.d COMPONENT kiosk)
  stemme_install_shared(kiosk)
endif()

if(TARGET stemme-collector)
  install(TARGETS stemme-collector DESTINATION bin COMPONENT collector)
  install(FILES ${PROJECT_SOURCE_DIR}/firmware/stemme-collector.service
                ${PROJECT_SOURCE_DIR}/firmware/stemme-collector-web.service
                ${PROJECT_SOURCE_DIR}/firmware/stemme-collector-count.service
          DESTINATION lib/systemd/system COMPONENT collector)
  # Where `init` looks for them by itself: beside the other things that are read only.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/server-sync/dashboard/templates
          DESTINATION share/stemme COMPONENT collector PATTERN "*.md" EXCLUDE)
  stemme_install_shared(collector)
endif()
