# What lands where on a Debian machine: `cmake --install .build/release --component kiosk` (or collector).
# Units start /usr/bin/…, so the prefix is /usr.
if(CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT)
  set(CMAKE_INSTALL_PREFIX /usr CACHE PATH "Where the units look for their programs" FORCE)
endif()

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/stemme COMPONENT kiosk)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/stemme COMPONENT collector)

function(stemme_install_shared component)
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
          DESTINATION lib/systemd/system COMPONENT collector)
  stemme_install_shared(collector)
endif()
